#include "replay/reading.hpp"

#include "agent/browser.hpp"
#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "oauth1/oauth1.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace easel::replay {
namespace {

namespace json = base::json;

class Reader {
  public:
    explicit Reader(Leaves& into)
        : out_(into) {}

    void put(std::string path, std::string value) { out_.emplace_back(std::move(path), std::move(value)); }

    void value(std::string const& path, json::value const& value) {
        if (auto const* object = value.if_object()) {
            for (auto const& member : *object) this->value(path + "." + std::string(member.key()), member.value());
            if (object->empty()) put(path, "{}");
        } else if (auto const* list = value.if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i) this->value(path + "." + std::to_string(i), (*list)[i]);
            if (list->empty()) put(path, "[]");
        } else if (auto const* text = value.if_string()) {
            this->text(path, std::string(*text));
        } else {
            put(path, base::dump(value));
        }
    }

    /// A value that may be a token of three parts, whose signature has been left out.
    void text(std::string const& path, std::string const& text) {
        auto const header_end = text.starts_with("eyJ") ? text.find('.') : std::string::npos;
        auto const claims_end = header_end == std::string::npos ? header_end : text.find('.', header_end + 1);
        if (claims_end != std::string::npos) {
            auto const header = part(text.substr(0, header_end));
            auto const claims = part(text.substr(header_end + 1, claims_end - header_end - 1));
            if (header && claims) {
                value(path + ".header", *header);
                value(path + ".claims", *claims);
                put(path + ".signature", text.substr(claims_end + 1));
                return;
            }
        }
        put(path, text);
    }

    void fields(std::string const& path, base::Fields const& fields) {
        std::map<std::string, int> seen;
        for (auto const& [name, value] : fields) {
            auto const nth = ++seen[name];
            text(path + "." + name + (nth == 1 ? "" : "#" + std::to_string(nth)), value);
        }
    }

    void query(std::string const& path, std::string_view url) {
        auto const question = url.find('?');
        if (question != std::string_view::npos) fields(path, base::form_decode(url.substr(question + 1)));
    }

    /// JSON by its members, a form by its fields, everything else whole.
    void body(std::string const& path, std::string const& body, std::string const& type) {
        if (body.empty()) return;
        if (type == "application/x-www-form-urlencoded") return fields(path + ".form", base::form_decode(body));
        auto const first = base::trim(body).front();
        if (first == '{' || first == '[') {
            if (auto const parsed = base::parse_json(body)) return value(path + ".json", *parsed);
        }
        put(path + ".body", body);
    }

  private:
    static std::optional<json::value> part(std::string_view encoded) {
        auto const decoded = base::base64url_decode(encoded);
        auto parsed = decoded ? base::parse_json(*decoded) : base::Result<json::value>(base::Fault());
        if (!parsed || !parsed->is_object()) return std::nullopt;
        return *std::move(parsed);
    }

    Leaves& out_;
};

/// A page as a person and a form see it.
void read_page(Reader& reader, std::string const& body, std::string const& url) {
    auto const base_url = base::parse_url(url);
    auto const at = base_url ? *base_url : *base::parse_url("http://page.invalid/");
    int number = 0;
    for (auto const& form : agent::find_forms(body, at)) {
        auto const path = "response.forms." + std::to_string(number++);
        // A page whose address is written as {tool} leads below it.
        constexpr std::string_view nowhere = "http://page.invalid";
        reader.put(
            path + ".action", form.action.starts_with(nowhere) ? form.action.substr(nowhere.size()) : form.action
        );
        reader.put(path + ".method", form.method);
        reader.fields(path + ".field", form.fields);
    }
    reader.put("response.text", agent::visible_text(body));
}

bool is_id(std::string_view part) {
    auto const digits = static_cast<std::size_t>(std::count_if(part.begin(), part.end(), [](unsigned char c) {
        return std::isdigit(c) != 0;
    }));
    if (part.empty() || digits == 0) return false;
    if (digits == part.size()) return true;
    return part.size() >= 8 &&
           std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isxdigit(c) != 0 || c == '-'; });
}

} // namespace

Leaves read_request(traffic::Exchange const& exchange) {
    Leaves leaves;
    Reader reader(leaves);
    auto const& request = exchange.request;
    reader.put("request.method", request.method);
    reader.query("request.query", exchange.url);
    auto const credentials = request.headers.get("Authorization");
    if (base::to_lower(credentials.substr(0, 6)) == "oauth ") {
        if (auto const parameters = oauth1::read_authorization(credentials))
            reader.fields("request.oauth", *parameters);
    } else if (!credentials.empty()) {
        auto const blank = credentials.find(' ');
        reader.put(
            "request.credentials.access_token",
            std::string(credentials.substr(blank == std::string_view::npos ? 0 : blank + 1))
        );
    }
    reader.body("request", request.body, request.content_type());
    return leaves;
}

Leaves read_response(traffic::Exchange const& exchange) {
    Leaves leaves;
    Reader reader(leaves);
    if (!exchange.response) {
        reader.put("response.missing", "no answer");
        return leaves;
    }
    auto const& response = *exchange.response;
    auto const type = response.content_type();
    reader.put("response.status", std::to_string(response.status));
    reader.put("response.type", type);
    if (auto const location = response.headers.get("Location"); !location.empty()) {
        reader.put("response.location", std::string(location.substr(0, location.find('?'))));
        reader.query("response.location.query", location);
    }
    for (auto const* name : {"Link", "WWW-Authenticate", "Retry-After"}) {
        if (response.headers.has(name))
            reader.put("response.header." + std::string(name), std::string(response.headers.get(name)));
    }
    if (type == "text/html" || type == "application/xhtml+xml") {
        read_page(reader, response.body, exchange.url);
    } else {
        reader.body("response", response.body, type);
    }
    return leaves;
}

std::string_view name_of(std::string_view path) {
    auto const dot = path.rfind('.');
    auto const last = dot == std::string_view::npos ? path : path.substr(dot + 1);
    return last.substr(0, last.find('#'));
}

std::string path_template(std::string_view url) {
    auto const path = url.substr(0, url.find('?'));
    std::string out;
    bool first = true;
    for (auto const& part : base::split(path, '/')) {
        if (!first) out += '/';
        first = false;
        out += is_id(part) ? "{id}" : part;
    }
    return out;
}

} // namespace easel::replay
