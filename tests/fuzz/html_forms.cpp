#include "agent/browser.hpp"
#include "base/codec.hpp"
#include "fuzz/fuzz.hpp"

namespace easel::fuzz {

void html_forms(std::string_view input) {
    auto const page = base::parse_url("http://127.0.0.1:9001/tool/launch?x=1").value();
    for (auto const& form : agent::find_forms(input, page)) {
        require(form.method == "GET" || form.method == "POST", "a form has a method: " + form.method);
        (void)base::form_encode(form.fields);
    }
    if (auto const refresh = agent::find_refresh(input)) (void)base::resolve(page, *refresh);
    auto const text = agent::visible_text(input);
    require(text.find("  ") == std::string::npos, "blanks are folded");
    if (base::is_valid_utf8(input)) require(base::is_valid_utf8(text), "text stays text");

    // What is printed into a page comes out of it.
    auto const made =
        "<form action='/done' method=post><input name=value value=\"" + base::html_escape(input) + "\"></form>";
    auto const forms = agent::find_forms(made, page);
    require(forms.size() == 1 && forms.front().action == "http://127.0.0.1:9001/done", "the form is found");
    require(forms.front().fields.size() == 1, "the field is found");
}

} // namespace easel::fuzz
