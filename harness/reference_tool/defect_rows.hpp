#pragma once

#include <initializer_list>
#include <string>
#include <vector>

/// Internal: requirements that break together, for the `also` of defects.
namespace easel::reference_tool {

using Ids = std::vector<std::string>;

[[nodiscard]] Ids numbered(std::string const& area, std::initializer_list<int> numbers);
[[nodiscard]] Ids joined(std::initializer_list<Ids> lists);
[[nodiscard]] Ids without(Ids ids, std::string const& left_out);
/// Rows that hold only if the platform takes this tool's scores.
[[nodiscard]] Ids error_rows();
/// Rows that hold only if service calls succeed.
[[nodiscard]] Ids service_rows();
/// Rows that hold only if the platform takes the scores as they are.
[[nodiscard]] Ids score_rows();
/// Rows that hold only if valid launches are accepted.
[[nodiscard]] Ids launch_rows();
/// Rows that hold only if launches of a second client of the same issuer are accepted.
[[nodiscard]] Ids second_client_rows();
/// What a tool loses that cannot be launched at all.
[[nodiscard]] Ids everything();
/// Rows that look into a token request.
[[nodiscard]] Ids token_request_rows();
/// What comes after a grant that Canvas refuses.
[[nodiscard]] Ids no_grant();
/// What comes after a score that Canvas refuses: the next launch's, the rest of a class, what a token was good for.
[[nodiscard]] Ids behind_a_score();

} // namespace easel::reference_tool
