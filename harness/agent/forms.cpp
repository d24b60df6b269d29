#include "agent/browser.hpp"
#include "agent/html.hpp"
#include "base/codec.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <charconv>

namespace easel::agent {
namespace {

constexpr std::size_t most_forms = 200;
constexpr std::size_t most_controls = 5'000;
constexpr std::size_t longest_silent_text = 300;  ///< of a page that is only a stop on the way

/// One control of a page; what it contributes to a submit is worked out when it is complete.
struct Found {
    Form::Control control;
    std::optional<std::size_t> form;  ///< the form it stands in
    std::string form_id;              ///< the form it names
    bool disabled = false;
    bool checked = false;
    bool hidden = false;  ///< nothing a person could use
    bool multiple = false;
    struct Option {
        std::string value;
        bool has_value = false;
        bool selected = false;
        bool disabled = false;
    };
    std::vector<Option> options;
};

struct Scan {
    std::vector<Form> forms;
    std::vector<std::string> names;  ///< name attribute of each form
    std::vector<Found> controls;
    std::vector<std::string> scripts;  ///< inline ones and onload handlers
    bool any_script = false;
};

std::string collapse(std::string_view text) {
    std::string out;
    for (auto const c : text) {
        bool const blank = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
        if (!blank) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Reads a page's forms, controls and scripts in one pass.
class Scanner {
  public:
    explicit Scanner(base::Url page)
        : page_(std::move(page)) {}

    Scan read(std::string_view html) {
        HtmlReader reader(html);
        HtmlToken token;
        while (reader.next(token)) {
            switch (token.kind) {
                case HtmlToken::Kind::start:
                    start(token);
                    break;
                case HtmlToken::Kind::end:
                    end(token);
                    break;
                case HtmlToken::Kind::raw:
                    raw(token);
                    break;
                case HtmlToken::Kind::text:
                    if (in_option_) option_text_ += token.text;
                    break;
            }
        }
        close_option();
        return std::move(scan_);
    }

  private:
    void start(HtmlToken const& token) {
        if (auto const handler = token.attribute("onload")) {
            scan_.any_script = true;
            // The event is the page's own loading: nobody has to click for it.
            scan_.scripts.push_back("load;" + *handler);
        }
        if (token.name == "noscript") ++noscript_;
        if (token.name == "script") scan_.any_script = true;
        if (token.name == "base" && !based_) {
            if (auto const href = token.attribute("href")) {
                if (auto resolved = base::resolve(page_, *href)) page_ = *resolved;
                based_ = true;
            }
        }
        if (token.name == "form") start_form(token);
        if (token.name == "input" || token.name == "button" || token.name == "select" || token.name == "textarea") {
            start_control(token);
        }
        if (token.name == "option") start_option(token);
    }

    void end(HtmlToken const& token) {
        if (token.name == "noscript" && noscript_ > 0) --noscript_;
        if (token.name == "form") open_form_.reset();
        if (token.name == "option" || token.name == "select") close_option();
        if (token.name == "select") open_select_.reset();
    }

    void raw(HtmlToken const& token) {
        if (token.name == "script") scan_.scripts.emplace_back(token.text);
        if (token.name == "textarea" && open_textarea_) {
            auto text = token.text;
            // The first line break belongs to the markup (HTML standard, textarea).
            if (text.starts_with("\r\n"))
                text.remove_prefix(2);
            else if (text.starts_with('\n'))
                text.remove_prefix(1);
            scan_.controls[*open_textarea_].control.value = base::html_unescape(text);
            open_textarea_.reset();
        }
    }

    void start_form(HtmlToken const& token) {
        if (open_form_ || scan_.forms.size() >= most_forms) return;  // forms do not nest
        Form form;
        auto const action = token.attribute_or("action", "");
        auto const resolved = base::resolve(page_, base::trim(action));
        form.action = resolved ? resolved->text() : std::string(base::trim(action));
        form.method = base::equals_ignoring_case(token.attribute_or("method", "get"), "post") ? "POST" : "GET";
        form.id = token.attribute_or("id", "");
        open_form_ = scan_.forms.size();
        scan_.forms.push_back(std::move(form));
        scan_.names.push_back(token.attribute_or("name", ""));
    }

    void start_control(HtmlToken const& token) {
        if (scan_.controls.size() >= most_controls) return;
        Found found;
        auto& control = found.control;
        control.tag = token.name;
        control.name = token.attribute_or("name", "");
        control.id = token.attribute_or("id", "");
        control.value = token.attribute_or("value", "");
        control.type = base::to_lower(token.attribute_or("type", token.name == "button" ? "submit" : "text"));
        if (token.name == "select" || token.name == "textarea") control.type = token.name;
        if ((control.type == "checkbox" || control.type == "radio") && !token.attribute("value")) control.value = "on";
        found.form = open_form_;
        found.form_id = token.attribute_or("form", "");
        found.disabled = token.attribute("disabled").has_value();
        found.checked = token.attribute("checked").has_value();
        found.multiple = token.attribute("multiple").has_value();
        found.hidden = control.type == "hidden" || noscript_ > 0;
        if (token.name == "select") open_select_ = scan_.controls.size();
        if (token.name == "textarea") open_textarea_ = scan_.controls.size();
        scan_.controls.push_back(std::move(found));
    }

    void start_option(HtmlToken const& token) {
        close_option();
        if (!open_select_) return;
        auto& options = scan_.controls[*open_select_].options;
        if (options.size() >= most_controls) return;
        options.push_back({
            token.attribute_or("value", ""),
            token.attribute("value").has_value(),
            token.attribute("selected").has_value(),
            token.attribute("disabled").has_value(),
        });
        in_option_ = true;
    }

    void close_option() {
        if (in_option_ && open_select_ && !scan_.controls[*open_select_].options.empty()) {
            auto& option = scan_.controls[*open_select_].options.back();
            if (!option.has_value) option.value = collapse(base::html_unescape(option_text_));
        }
        in_option_ = false;
        option_text_.clear();
    }

    base::Url page_;
    Scan scan_;
    std::optional<std::size_t> open_form_;
    std::optional<std::size_t> open_select_;
    std::optional<std::size_t> open_textarea_;
    std::string option_text_;
    int noscript_ = 0;
    bool in_option_ = false;
    bool based_ = false;
};

bool is_button(Form::Control const& control) {
    return control.type == "submit" || control.type == "button" || control.type == "image" || control.type == "reset" ||
           control.tag == "button";
}

void add_fields(Form& form, Found const& found) {
    auto const& control = found.control;
    if (found.disabled || control.name.empty() || is_button(control) || control.type == "file") return;
    if (control.tag == "select") {
        auto const selected = std::ranges::count_if(found.options, &Found::Option::selected);
        bool first = true;
        for (auto const& option : found.options) {
            bool const chosen = selected == 0 ? (first && !found.multiple && !option.disabled) : option.selected;
            if (!chosen) continue;
            first = false;
            form.fields.emplace_back(control.name, option.value);
            if (!found.multiple) break;
        }
        return;
    }
    if ((control.type == "checkbox" || control.type == "radio") && !found.checked) return;
    form.fields.emplace_back(control.name, control.value);
}

/// The form that `document.forms[N]` in the script means.
std::optional<std::size_t> form_by_index(std::string_view script) {
    auto const at = script.find("forms[");
    if (at == std::string_view::npos) return std::nullopt;
    std::size_t index = 0;
    auto const* begin = script.data() + at + 6;
    auto const [end, error] = std::from_chars(begin, script.data() + script.size(), index);
    if (error != std::errc{} || end == begin) return std::nullopt;
    return index;
}

void mark_scripted(Scan& scan) {
    for (auto const& script : scan.scripts) {
        if (!script_submits(script)) continue;
        bool named = false;
        for (std::size_t i = 0; i < scan.forms.size(); ++i) {
            if (!script_names(script, scan.forms[i].id) && !script_names(script, scan.names[i])) continue;
            scan.forms[i].submits_itself = named = true;
        }
        if (named) continue;
        if (auto const index = form_by_index(script); index && *index < scan.forms.size()) {
            scan.forms[*index].submits_itself = true;
        } else if (scan.forms.size() == 1) {
            scan.forms.front().submits_itself = true;
        }
    }
}

/// A page that is nothing but a form of hidden fields and a script (inside a file of its own, say) is on its way.
void mark_silent(Scan& scan, std::string_view html) {
    if (scan.forms.size() != 1 || !scan.any_script) return;
    auto& form = scan.forms.front();
    if (form.submits_itself || form.method != "POST" || form.fields.empty()) return;
    if (!std::ranges::all_of(scan.controls, &Found::hidden)) return;
    if (std::ranges::any_of(scan.scripts, script_listens)) return;  // on its way once another window has answered
    if (visible_text(html).size() <= longest_silent_text) form.submits_itself = true;
}

/// "0; url=next", "3;URL='next'", "0,next": where to, if it is soon.
std::optional<std::string> refresh_target(std::string_view content) {
    auto const after = std::min(content.find_first_of(";,"), content.size());
    double seconds = 0;
    auto const wait = base::trim(content.substr(0, after));
    auto const [end, error] = std::from_chars(wait.data(), wait.data() + wait.size(), seconds);
    if (error != std::errc{} || end == wait.data() || seconds > 30) return std::nullopt;
    if (after == content.size()) return std::nullopt;
    auto target = base::trim(content.substr(after + 1));
    if (target.size() >= 3 && base::equals_ignoring_case(target.substr(0, 3), "url")) {
        auto const rest = base::trim(target.substr(3));
        if (rest.starts_with('=')) target = base::trim(rest.substr(1));
    }
    if (!target.empty() && (target.front() == '"' || target.front() == '\'')) {
        auto const quote = target.front();
        target.remove_prefix(1);
        target = target.substr(0, target.find(quote));
    }
    if (target.empty()) return std::nullopt;
    return std::string(target);
}

}  // namespace

std::vector<Form> find_forms(std::string_view html, base::Url const& page) {
    auto scan = Scanner(page).read(html);
    for (auto const& found : scan.controls) {
        auto owner = found.form;
        if (!found.form_id.empty()) {
            auto const named = std::ranges::find(scan.forms, found.form_id, &Form::id);
            owner.reset();
            if (named != scan.forms.end()) owner = static_cast<std::size_t>(named - scan.forms.begin());
        }
        if (!owner) continue;
        auto& form = scan.forms[*owner];
        add_fields(form, found);
        form.controls.push_back(found.control);
    }
    mark_scripted(scan);
    mark_silent(scan, html);
    return std::move(scan.forms);
}

std::optional<std::string> find_refresh(std::string_view html) {
    HtmlReader reader(html);
    HtmlToken token;
    int noscript = 0;  // what stands there is for browsers without scripts
    while (reader.next(token)) {
        if (token.kind == HtmlToken::Kind::raw && token.name == "script") {
            if (auto target = script_destination(token.text)) return target;
        }
        if (token.name == "noscript") {
            if (token.kind == HtmlToken::Kind::start) ++noscript;
            if (token.kind == HtmlToken::Kind::end && noscript > 0) --noscript;
        }
        if (token.kind != HtmlToken::Kind::start || noscript > 0) continue;
        if (token.name == "meta" && base::equals_ignoring_case(token.attribute_or("http-equiv", ""), "refresh")) {
            if (auto target = refresh_target(token.attribute_or("content", ""))) return target;
        }
        if (auto const handler = token.attribute("onload")) {
            if (auto target = script_destination("load;" + *handler)) return target;
        }
    }
    return std::nullopt;
}

std::string visible_text(std::string_view html) {
    HtmlReader reader(html);
    HtmlToken token;
    std::string out;
    int hidden = 0;
    while (reader.next(token)) {
        bool const hides = token.name == "noscript" || token.name == "template";
        if (hides && token.kind == HtmlToken::Kind::start) ++hidden;
        if (hides && token.kind == HtmlToken::Kind::end && hidden > 0) --hidden;
        if (token.kind == HtmlToken::Kind::text && hidden == 0) out += token.text;
        if (token.kind == HtmlToken::Kind::raw && token.name == "textarea" && hidden == 0) out += token.text;
        if (token.kind == HtmlToken::Kind::start || token.kind == HtmlToken::Kind::end) out += ' ';
    }
    return collapse(base::html_unescape(out));
}

bool has_markup(std::string_view html, std::string_view markup) {
    HtmlReader wanted(markup);
    HtmlToken element;
    while (element.kind != HtmlToken::Kind::start)
        if (!wanted.next(element)) return false;
    HtmlReader reader(html);
    HtmlToken token;
    while (reader.next(token)) {
        if (token.kind != HtmlToken::Kind::start || token.name != element.name) continue;
        bool const same = std::all_of(element.attributes.begin(), element.attributes.end(), [&](auto const& attribute) {
            return token.attribute(attribute.first) == attribute.second;
        });
        if (same) return true;
    }
    return false;
}

}  // namespace easel::agent
