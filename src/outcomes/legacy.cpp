// The form of BLTI 0.0.4. @par Source canvas/outcomes.md 7.2
#include "base/codec.hpp"
#include "base/text.hpp"
#include "outcomes/call.hpp"

namespace easel::outcomes {

Passback read_legacy_form(http::Request const& request) {
    auto const parameter = [&](std::string_view name) -> std::optional<std::string> {
        auto value = request.form_value(name);
        if (!value) value = request.query_value(name);
        if (value) value = base::to_valid_utf8(*value);
        return value;
    };
    Passback asked;
    auto const type = base::to_lower(parameter("lti_message_type").value_or(""));
    if (type == "basic-lis-updateresult") asked.operation = "replaceResult";
    if (type == "basic-lis-readresult") asked.operation = "readResult";
    if (type == "basic-lis-deleteresult") asked.operation = "deleteResult";
    asked.sourcedid = parameter("sourcedid").value_or("");
    asked.score = parameter("result_resultscore_textstring");
    return asked;
}

} // namespace easel::outcomes
