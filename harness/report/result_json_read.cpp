#include "base/json.hpp"
#include "report/record.hpp"
#include "report/report.hpp"

#include <boost/json.hpp>

namespace easel::report {

namespace json = base::json;

namespace {

base::Fault bad(std::string const& file, std::string message) {
    return {.kind = base::FaultKind::bad_file, .message = std::move(message), .where = file};
}

}  // namespace

base::Result<verdict::RunResult> read_result_json(std::string_view text, std::string const& file) {
    auto const root = base::parse_json(text);
    if (!root) return bad(file, "the result cannot be read: " + root.error().message);
    return read_result(*root, file);
}

base::Result<verdict::RunResult> read_result(json::value const& root, std::string const& file) {
    auto const* const version = base::member(root, "schema_version");
    if (!version || !version->is_int64() || !base::member(root, "run") || !base::member(root, "cases")) {
        return bad(file, "this is no result of an easel run");
    }
    if (version->get_int64() != detail::schema_version) {
        auto const relation = version->get_int64() > detail::schema_version ? "newer than" : "not";
        return bad(
            file,
            "the result has schema_version " + std::to_string(version->get_int64()) + ", which is " + relation +
            " the one this easel reads (" + std::to_string(detail::schema_version) + ")"
        );
    }
    auto const* const bodies = base::member(root, "bodies");
    detail::RecordReader reader(bodies ? bodies->if_object() : nullptr);
    verdict::RunResult run;
    reader.read_run(root, run);
    auto const& cases = reader.list(root, "cases", "");
    for (std::size_t i = 0; i < cases.size(); ++i) {
        run.cases.push_back(reader.read_case(cases[i], "cases[" + std::to_string(i) + "]"));
    }
    if (!reader.problem().empty()) return bad(file, "the result is damaged: " + reader.problem());
    return run;
}

}  // namespace easel::report
