#include "report/redact.hpp"

#include "base/codec.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::report {

namespace {

constexpr std::string_view open = "‹redacted:";
constexpr std::string_view close = "›";
// A shorter value is replaced where it stands but not looked for elsewhere: it would hit ordinary words.
constexpr std::size_t least_searched = 8;
constexpr std::size_t least_secret = 4;

struct Sensitive {
    std::string_view name;
    std::string_view kind;
};
constexpr std::array sensitive_names{
    Sensitive{"access_token",              "token"    },
    Sensitive{"refresh_token",             "token"    },
    Sensitive{"registration_token",        "token"    },
    Sensitive{"registration_access_token", "token"    },
    Sensitive{"client_assertion",          "assertion"},
    Sensitive{"client_secret",             "secret"   },
    Sensitive{"shared_secret",             "secret"   },
    Sensitive{"password",                  "secret"   },
    Sensitive{"oauth_signature",           "signature"}, // RFC 5849: whoever has it can send that request again
};
// RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1
constexpr std::array<std::string_view, 7> private_members{"d", "p", "q", "dp", "dq", "qi", "k"};

std::string_view kind_of(std::string_view name) {
    for (auto const& known : sensitive_names) {
        if (known.name == name) return known.kind;
    }
    return {};
}

bool is_base64url(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

std::size_t run_end(std::string_view text, std::size_t at) {
    while (at < text.size() && is_base64url(text[at])) ++at;
    return at;
}

std::size_t skip_blank(std::string_view text, std::size_t at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r')) ++at;
    return at;
}

// The closing quote of a JSON string whose content starts at `at`, or npos.
std::size_t string_end(std::string_view text, std::size_t at) {
    for (; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at;
        }
    }
    return std::string_view::npos;
}

// Where the signature part of a JWT starting at `at` begins, or npos if none starts there.
std::size_t jwt_signature(std::string_view text, std::size_t at) {
    constexpr auto none = std::string_view::npos;
    if (!text.substr(at).starts_with("eyJ") || (at > 0 && is_base64url(text[at - 1]))) return none;
    auto const header_end = run_end(text, at);
    if (!text.substr(header_end).starts_with(".eyJ")) return none;
    auto const claims_end = run_end(text, header_end + 1);
    if (claims_end >= text.size() || text[claims_end] != '.') return none;
    return run_end(text, claims_end + 1) > claims_end + 1 ? claims_end + 1 : none;
}

}  // namespace

Redactor::Redactor(std::vector<std::string> secrets) {
    for (auto const& secret : secrets) {
        if (secret.size() >= least_secret) watch(secret, "secret");
    }
}

void Redactor::watch(std::string const& value, std::string_view kind) {
    auto json = base::dump(base::json::string(value));
    json = json.substr(1, json.size() - 2);
    for (auto const& written : {value, base::percent_encode(value), base::html_escape(value), std::move(json)}) {
        auto& row = needles_[static_cast<unsigned char>(written[0])];
        auto const same = [&](Needle const& needle) { return needle.written == written; };
        if (std::ranges::any_of(row, same)) continue;
        row.push_back({.written = written, .value = value, .kind = std::string(kind)});
        auto const longer = [](Needle const& a, Needle const& b) { return a.written.size() > b.written.size(); };
        std::ranges::stable_sort(row, longer);
    }
}

std::string Redactor::tag(std::string_view kind, std::string const& value) {
    if (value.empty() || value.starts_with(open)) return value;
    if (auto const known = tags_.find(value); known != tags_.end()) return known->second;
    auto const number = ++counts_[std::string(kind)];
    auto text = std::string(open) + std::string(kind) + "#" + std::to_string(number) + std::string(close);
    tags_.emplace(value, text);
    // Cookies are not looked for elsewhere: tools keep `state` in one, and a launch without its state explains nothing.
    if (value.size() >= least_searched && kind != "cookie") watch(value, kind);
    return text;
}

Redactor::Needle const* Redactor::needle_at(std::string_view text, std::size_t at) const {
    auto const& row = needles_[static_cast<unsigned char>(text[at])];
    auto const fits = [&](Needle const& needle) { return text.substr(at).starts_with(needle.written); };
    auto const found = std::ranges::find_if(row, fits);
    return found == row.end() ? nullptr : &*found;
}

std::string Redactor::text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const rest = text.substr(at);
        if (rest.starts_with(open)) {  // tags stay as they are
            auto const end = rest.find(close);
            auto const length = end == std::string_view::npos ? rest.size() : end + close.size();
            out += rest.substr(0, length);
            at += length;
        } else if (auto const* const needle = needle_at(text, at)) {
            at += needle->written.size();
            auto const value = needle->value;  // `tag` may move the needles
            auto const kind = needle->kind;
            out += tag(kind, value);
        } else if (auto const signature = jwt_signature(text, at); signature != std::string_view::npos) {
            auto const end = run_end(text, signature);
            out += text.substr(at, signature - at);
            out += tag("signature", std::string(text.substr(signature, end - signature)));
            at = end;
        } else {
            out += text[at++];
        }
    }
    return out;
}

// Works on the text, not on parsed JSON: the bytes around a value stay, and a body that was cut is covered too.
std::string Redactor::json_members(std::string_view text) {
    bool const holds_keys = text.find("\"kty\"") != std::string_view::npos;
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string_view::npos;) {
        auto const name_end = string_end(text, at + 1);
        if (name_end == std::string_view::npos) break;
        auto const name = text.substr(at + 1, name_end - at - 1);
        auto const colon = skip_blank(text, name_end + 1);
        at = name_end + 1;
        if (colon >= text.size() || text[colon] != ':') continue;
        auto const quote = skip_blank(text, colon + 1);
        if (quote >= text.size() || text[quote] != '"') continue;
        auto kind = kind_of(name);
        if (kind.empty() && holds_keys && std::ranges::find(private_members, name) != private_members.end())
            kind = "key";
        auto const value_end = std::min(string_end(text, quote + 1), text.size());
        at = value_end == text.size() ? value_end : value_end + 1;
        if (kind.empty()) continue;
        out += text.substr(copied, quote + 1 - copied);
        out += tag(kind, std::string(text.substr(quote + 1, value_end - quote - 1)));
        copied = value_end;
    }
    out += text.substr(copied);
    return out;
}

std::string Redactor::fields(std::string_view text) {
    std::string out;
    bool first = true;
    for (auto const& pair : base::split(text, '&')) {
        if (!std::exchange(first, false)) out += '&';
        auto const equals = pair.find('=');
        auto const kind = kind_of(base::percent_decode(pair.substr(0, equals), true));
        if (equals == std::string::npos || kind.empty()) {
            out += pair;
        } else {
            out += pair.substr(0, equals + 1);
            out += tag(kind, base::percent_decode(std::string_view(pair).substr(equals + 1), true));
        }
    }
    return out;
}

std::string Redactor::body(std::string_view text, std::string_view content_type) {
    if (text.empty()) return {};
    if (content_type == "application/x-www-form-urlencoded") return this->text(fields(text));
    if (content_type == "text/html") return this->text(json_members(form_signature(text)));
    return this->text(json_members(text));
}

/// The signature in a page whose form is an LTI 1.1 launch.
std::string Redactor::form_signature(std::string_view page) {
    constexpr std::string_view name = "name=\"oauth_signature\" value=\"";
    auto const at = page.find(name);
    if (at == std::string_view::npos) return std::string(page);
    auto const from = at + name.size();
    auto const end = std::min(page.find('"', from), page.size());
    return std::string(page.substr(0, from))
        .append(tag("signature", base::html_unescape(page.substr(from, end - from))))
        .append(page.substr(end));
}

std::string Redactor::url(std::string_view text) {
    auto const question = text.find('?');
    if (question == std::string_view::npos) return this->text(text);
    return this->text(std::string(text.substr(0, question + 1)) + fields(text.substr(question + 1)));
}

/// The signatures among the parameters of an OAuth 1.0a header, percent-encoded in quotes or however a tool writes them.
std::string Redactor::oauth_signature(std::string const& value) {
    constexpr std::string_view name = "oauth_signature";
    auto const lower = base::to_lower(value);
    std::string out;
    std::size_t copied = 0;
    for (std::size_t at = 0; (at = lower.find(name, at)) != std::string::npos;) {
        auto const equals = skip_blank(value, at + name.size());
        at = equals;
        if (equals >= value.size() || value[equals] != '=') continue; // `oauth_signature_method`
        auto from = skip_blank(value, equals + 1);
        bool const in_quotes = from < value.size() && value[from] == '"';
        if (in_quotes) ++from;
        auto const end = std::min(value.find(in_quotes ? '"' : ',', from), value.size());
        auto const signature = std::string_view(value).substr(from, end - from);
        out += value.substr(copied, from - copied);
        out += tag("signature", base::percent_decode(in_quotes ? signature : base::trim(signature)));
        copied = at = end;
    }
    return out + value.substr(copied);
}

std::string Redactor::credentials(std::string const& value) {
    auto const blank = value.find_first_of(" \t");
    // What comes before a blank is a scheme only when it is a word.
    if (blank == std::string::npos || value.find_first_of("=\",") < blank) return tag("credentials", value);
    auto const scheme = base::to_lower(value.substr(0, blank));
    if (scheme == "oauth") return text(oauth_signature(value));
    auto const start = value.find_first_not_of(" \t", blank);
    if (start == std::string::npos) return value;
    return value.substr(0, start) + tag(scheme == "bearer" ? "token" : "credentials", value.substr(start));
}

std::string Redactor::cookies(std::string_view header, std::string const& value) {
    bool only_first = header == "set-cookie";  // attributes follow the pair
    std::string out;
    bool first = true;
    for (auto const& part : base::split(value, ';')) {
        if (!first) out += ';';
        auto const equals = part.find('=');
        if (equals == std::string::npos || (only_first && !first)) {
            out += part;
        } else {
            out += part.substr(0, equals + 1);
            out += tag("cookie", std::string(base::trim(std::string_view(part).substr(equals + 1))));
        }
        first = false;
    }
    return out;
}

http::Headers Redactor::headers(http::Headers const& headers) {
    http::Headers out;
    for (auto const& [name, value] : headers.fields()) {
        auto const lower = base::to_lower(name);
        if (lower == "authorization" || lower == "proxy-authorization") {
            out.add(name, credentials(value));
        } else if (lower == "cookie" || lower == "set-cookie") {
            out.add(name, cookies(lower, value));
        } else {
            out.add(name, url(value));  // Location, Referer and Link hold URLs; others have no query
        }
    }
    return out;
}

void redact(traffic::Exchange& exchange, Redactor& redactor) {
    auto& request = exchange.request;
    exchange.url = redactor.url(exchange.url);
    request.target = redactor.url(request.target);
    request.headers = redactor.headers(request.headers);
    // A signature in Base64 is as long, once percent-encoded, as it happens to be: the length tells of it, and would be
    // the one thing that differs between two runs.
    if (request.form_value("oauth_signature")) request.headers.remove("Content-Length");
    request.body = redactor.body(request.body, request.content_type());
    if (exchange.response) {
        exchange.response->headers = redactor.headers(exchange.response->headers);
        exchange.response->body = redactor.body(exchange.response->body, exchange.response->content_type());
    }
    exchange.error = redactor.text(exchange.error);
}

void redact(verdict::CaseResult& result, Redactor& redactor) {
    for (int round = 0; round < 2; ++round) {  // the second for values that a later hop made known
        for (auto& hop : result.hops) redact(hop, redactor);
    }
    result.reason = redactor.text(result.reason);
    for (auto& check : result.checks) {
        for (auto* const sentence : {&check.required, &check.observed, &check.hint, &check.near_miss}) {
            *sentence = redactor.text(*sentence);
        }
    }
    for (auto& turn : result.other_turns) redact(turn, redactor);
}

}  // namespace easel::report
