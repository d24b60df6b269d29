#include "reference_tool/defect_rows.hpp"

namespace easel::reference_tool {

Ids numbered(std::string const& area, std::initializer_list<int> numbers) {
    Ids ids;
    for (auto const number : numbers) {
        auto const digits = std::to_string(number);
        ids.push_back(area + "-" + std::string(3 - digits.size(), '0') + digits);
    }
    return ids;
}

Ids joined(std::initializer_list<Ids> lists) {
    Ids all;
    for (auto const& list : lists) all.insert(all.end(), list.begin(), list.end());
    return all;
}

Ids without(Ids ids, std::string const& left_out) {
    std::erase(ids, left_out);
    return ids;
}

Ids error_rows() {
    return joined({
        numbered("ERR", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}),
        {"LI-019", "THR-004"},
    });
}

Ids service_rows() {
    return joined({
        numbered("TOKEN", {10, 11, 12, 14, 15, 17, 18, 23}),
        numbered("LI", {1, 2, 3, 11, 12, 13, 14, 16, 18, 20}),
        numbered("SCORE", {1, 9, 10, 13, 14, 18, 19, 20, 21, 27, 31, 32}),
        numbered("PRIV", {5, 6}),
        numbered("RES", {1, 4, 5, 6, 7}),
        error_rows(),
        numbered("THR", {1, 2, 3, 4, 7, 8, 9, 10, 11, 12}),
    });
}

Ids score_rows() {
    return joined({
        error_rows(),
        numbered("SCORE", {1, 9, 10, 13, 14, 19, 20, 21, 27, 31, 32}),
        {"LI-001", "LI-012", "PRIV-005", "PRIV-006", "THR-001", "THR-002", "TOKEN-011", "TOKEN-012"},
    });
}

Ids launch_rows() {
    return joined({
        numbered("LAUNCH", {1, 2, 19, 23, 30, 39, 44, 49, 50, 51, 52, 53, 54, 56, 57, 58, 59}),
        numbered("OIDC", {1, 2, 9, 16, 17}),
        numbered("REPLAY", {13, 14}),
        numbered("KEY", {1, 2, 4, 5, 6, 7, 8, 9}),
        numbered("ROLE", {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16}),
        numbered("PRIV", {1, 2, 3, 4, 5, 6, 8}),
        numbered("DL", {1, 23, 26, 28}),
        numbered("PLACE", {1, 2, 3}),
    });
}

Ids second_client_rows() {
    return {"LAUNCH-058", "LAUNCH-040", "SEC-012", "TOKEN-016"};
}

Ids everything() {
    return joined({launch_rows(), service_rows(), {"LAUNCH-024", "LAUNCH-058", "REPLAY-013", "ROLE-017"}, numbered("OIDC", {7, 8, 9, 10, 16, 17, 19, 21})});
}

Ids token_request_rows() {
    return joined({{"KEY-016"}, numbered("TOKEN", {1, 2, 3, 4, 5, 6, 7, 8})});
}

Ids behind_a_score() {
    return {"SEC-011", "THR-005", "TOKEN-015", "TOKEN-023"};
}

Ids no_grant() {
    return joined({service_rows(), {"TOKEN-003", "KEY-016"}});
}

} // namespace easel::reference_tool
