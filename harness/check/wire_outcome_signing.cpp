// How requests to the Outcomes service are addressed and signed. @par Source requirements O11-001 to O11-006
#include "base/text.hpp"
#include "base/url.hpp"
#include "check/wire_outcomes.hpp"
#include "jose/key.hpp"
#include "oauth1/oauth1.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace easel::check::wire {
namespace {

constexpr auto clock_tolerance = std::chrono::minutes{5}; // requirements.md, times

bool is_protocol(std::pair<std::string, std::string> const& field) {
    return field.first.starts_with("oauth_");
}

/// A target without OAuth parameters in its query, which are O11-003's matter.
std::string bare_target(std::string const& target) {
    auto const mark = target.find('?');
    if (mark == std::string::npos) return target;
    std::string kept;
    for (auto const& pair : base::split(target.substr(mark + 1), '&')) {
        if (pair.starts_with("oauth_")) continue;
        kept += (kept.empty() ? "" : "&") + std::string(pair);
    }
    return kept.empty() ? target.substr(0, mark) : target.substr(0, mark) + "?" + kept;
}

/// Escapes in capitals: `%2f` and `%2F` are one address (RFC 3986 6.2.2.1), and clients may write the one for the other.
std::string with_capital_escapes(std::string target) {
    auto const capital = [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; };
    for (std::size_t i = 0; i + 2 < target.size(); ++i) {
        if (target[i] != '%') continue;
        target[i + 1] = capital(target[i + 1]);
        target[i + 2] = capital(target[i + 2]);
    }
    return target;
}

base::Fields own_query(Exchange const& exchange) {
    auto query = exchange.request.query();
    std::erase_if(query, is_protocol);
    return query;
}

void service_url(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        std::vector<std::string> known;
        for (auto const& launch : run.context.launches) {
            auto const* url = base::find(launch.form, "lis_outcome_service_url");
            if (url != nullptr && launch.first_hop < call.exchange->number)
                known.push_back(with_capital_escapes(target_of(*url)));
        }
        if (known.empty()) continue;
        out.saw(*call.exchange);
        auto const target = with_capital_escapes(bare_target(call.exchange->request.target));
        if (std::ranges::find(known, target) == known.end())
            out.violated(*call.exchange, "posted to " + quoted(target) + "; the launch said " + quoted(known.back()));
    }
}

void content_type(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        out.saw(*call.exchange);
        if (call.exchange->request.content_type() != "application/xml")
            out.violated(
                *call.exchange,
                "sent a result with the content type " + quoted(call.exchange->request.headers.get("Content-Type")) +
                    " instead of `application/xml`"
            );
    }
}

/// The value of the signature as the header has it.
std::string_view raw_signature(std::string_view header) {
    header = base::trim(header);
    header.remove_prefix(std::min(header.find_first_of(" \t"), header.size())); // the scheme
    while (!header.empty()) {
        auto const part = header.substr(0, header.find(','));
        header.remove_prefix(std::min(part.size() + 1, header.size()));
        auto const equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        if (base::percent_decode(base::trim(part.substr(0, equals))) != "oauth_signature") continue;
        return base::trim(part.substr(equals + 1));
    }
    return {};
}

void inspect_header(Case const& run, OutcomeCall const& call, Findings& out) {
    auto const& exchange = *call.exchange;
    auto const sent = signature_parameters(exchange);
    if (!sent.trouble.empty())
        return out.violated(exchange, "sent an Authorization header that cannot be read: " + sent.trouble);
    if (sent.parameters.empty()) return out.violated(exchange, "sent a result without OAuth parameters");
    if (!sent.in_header)
        return out.violated(exchange, "put its OAuth parameters into the address instead of the Authorization header");
    for (auto const* name :
         {"oauth_consumer_key", "oauth_nonce", "oauth_timestamp", "oauth_signature_method", "oauth_signature"}) {
        auto const times = count(sent.parameters, name);
        if (times != 1)
            return out.violated(
                exchange,
                times == 0 ? "left `" + std::string(name) + "` out"
                           : "sent `" + std::string(name) + "` " + std::to_string(times) + " times"
            );
    }
    if (raw_signature(exchange.request.headers.get("Authorization")).find('=') != std::string_view::npos)
        return out.violated(
            exchange, "left the signature in the Authorization header unencoded; Canvas cannot read a bare `=` there"
        );
    if (auto const* method = base::find(sent.parameters, "oauth_signature_method"); *method != oauth1::hmac_sha1)
        return out.violated(exchange, "signed a result with " + quoted(*method) + " instead of `HMAC-SHA1`");
    if (auto const* version = base::find(sent.parameters, "oauth_version"); version != nullptr && *version != "1.0")
        return out.violated(exchange, "sent `oauth_version` " + quoted(*version) + " instead of `1.0`");
    auto const judged = judge_signature(run, exchange, sent);
    if (judged.kind == SignatureJudgement::Kind::unknown_key)
        return out.violated(
            exchange,
            "signed a result with the consumer key " + quoted(*base::find(sent.parameters, "oauth_consumer_key")) +
                ", which no launch had"
        );
    if (judged.kind == SignatureJudgement::Kind::wrong)
        out.violated(exchange, "signed a result wrongly: " + judged.how);
}

void authorization(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        out.saw(*call.exchange);
        inspect_header(run, call, out);
    }
}

void body_hash(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        auto const& exchange = *call.exchange;
        auto const sent = signature_parameters(exchange);
        if (sent.parameters.empty() || call.cut) continue; // O11-003, O11-020
        out.saw(exchange);
        auto const times = count(sent.parameters, "oauth_body_hash");
        if (times != 1) {
            out.violated(
                exchange,
                times == 0 ? "sent a result without `oauth_body_hash`"
                           : "sent `oauth_body_hash` " + std::to_string(times) + " times"
            );
            continue;
        }
        auto const& hash = *base::find(sent.parameters, "oauth_body_hash");
        auto const right = oauth1::body_hash(exchange.request.body);
        if (hash == right) continue;
        bool const hex = base::to_lower(hash) == jose::sha1_hex(exchange.request.body);
        out.violated(
            exchange,
            "sent the `oauth_body_hash` " + quoted(hash) +
                (hex ? ", which is in hex; Base64 is " : "; that of its body is ") + quoted(right)
        );
    }
}

void signed_query(Case const& run, Findings& out) {
    for (auto const& call : outcome_calls(run)) {
        if (own_query(*call.exchange).empty()) continue;
        auto const sent = signature_parameters(*call.exchange);
        if (sent.parameters.empty()) continue;
        out.saw(*call.exchange);
        if (judge_signature(run, *call.exchange, sent).kind == SignatureJudgement::Kind::without_query)
            out.violated(
                *call.exchange, "left the query of " + quoted(call.exchange->request.target) + " out of the base string"
            );
    }
}

void nonce_and_time(Case const& run, Findings& out) {
    std::map<std::string, int> used;
    for (auto const& call : outcome_calls(run)) {
        auto const& exchange = *call.exchange;
        auto const sent = signature_parameters(exchange).parameters;
        auto const* nonce = base::find(sent, "oauth_nonce");
        auto const* stamp = base::find(sent, "oauth_timestamp");
        if (nonce == nullptr || stamp == nullptr) continue; // O11-003
        out.saw(exchange);
        auto const [first, fresh] = used.emplace(*nonce, exchange.number);
        if (!fresh)
            out.violated(
                exchange, "used the nonce " + quoted(*nonce) + " of hop " + std::to_string(first->second) + " once more"
            );
        std::int64_t seconds = 0;
        auto const read = std::from_chars(stamp->data(), stamp->data() + stamp->size(), seconds);
        if (read.ec != std::errc() || read.ptr != stamp->data() + stamp->size()) {
            out.violated(exchange, "sent the timestamp " + quoted(*stamp) + ", which is no number of seconds");
            continue;
        }
        auto const off = base::from_numeric_date(static_cast<double>(seconds)) - run.context.tool_time(exchange.at);
        if (off <= clock_tolerance && off >= -clock_tolerance) continue;
        auto const span =
            base::to_string(std::chrono::round<std::chrono::seconds>(off < base::Duration::zero() ? -off : off));
        out.violated(
            exchange,
            "sent a timestamp that is " + span + (off > base::Duration::zero() ? " ahead of" : " behind") +
                " Canvas's clock"
        );
    }
}

constexpr Rule rules[] = {
    {"O11-001",
     "requests to the Outcomes service",
     service_url,
     "Post to `lis_outcome_service_url` as the launch has it, its query included."},
    {"O11-002",
     "requests to the Outcomes service",
     content_type,
     "Send `Content-Type: application/xml`; Canvas answers 415 to others; see `easel explain content-type`."},
    {"O11-003",
     "requests to the Outcomes service",
     authorization,
     "Sign with HMAC-SHA1 over the method, the service URL and all parameters, and send them percent-encoded in the "
     "header `Authorization: OAuth`; see `easel explain signature-invalid`."},
    {"O11-004",
     "signed requests to the Outcomes service",
     body_hash,
     "Send `oauth_body_hash` once: Base64 of the SHA-1 of the bytes that you send."},
    {"O11-005",
     "requests to an Outcomes service whose URL has a query",
     signed_query,
     "Count the query's parameters of the service URL among those that are signed."},
    {"O11-006",
     "signed requests to the Outcomes service",
     nonce_and_time,
     "Make a nonce and a timestamp for every request, repeated ones too, and keep the clock right; see `easel explain "
     "nonce-used`."},
};

// -- signatures -------------------------------------------------------------------------------------------------------

/// One way in which base strings are known to go wrong.
struct Guess {
    std::string how;
    std::string base_string;
    std::string secret;
};

std::string with_lower_escapes(std::string text) {
    for (auto at = text.find('%'); at != std::string::npos && at + 2 < text.size(); at = text.find('%', at + 1)) {
        text[at + 1] = base::to_lower(text.substr(at + 1, 1))[0];
        text[at + 2] = base::to_lower(text.substr(at + 2, 1))[0];
    }
    return text;
}

base::Fields without(base::Fields fields, std::string_view name) {
    base::remove(fields, name);
    return fields;
}

std::vector<Guess> guesses(base::Url const& url, base::Fields const& counted, std::string const& secret) {
    auto const base_of = [&](base::Url const& at, base::Fields const& fields) {
        return oauth1::base_string("POST", at, fields);
    };
    auto const right = base_of(url, counted);
    std::vector<Guess> all;
    auto other_scheme = url;
    other_scheme.scheme = url.scheme == "http" ? "https" : "http";
    all.push_back(
        {"its base string begins with " + quoted(oauth1::base_uri(other_scheme)) + " instead of " +
             quoted(oauth1::base_uri(url)) + " (behind a proxy, tell your tool the outer address)",
         base_of(other_scheme, counted),
         secret}
    );
    auto no_port = url;
    no_port.port = url.scheme == "http" ? 80 : 443;
    all.push_back(
        {"its base string lacks the port of " + quoted(oauth1::base_uri(url)), base_of(no_port, counted), secret}
    );
    all.push_back({"its base string is that of a GET", oauth1::base_string("GET", url, counted), secret});
    all.push_back(
        {"`oauth_body_hash` is missing in its base string", base_of(url, without(counted, "oauth_body_hash")), secret}
    );
    all.push_back(
        {"the escapes of its base string are in lower case instead of capitals (`%3D`)",
         with_lower_escapes(right),
         secret}
    );
    auto const escaped_once = "POST&" + base::percent_encode(oauth1::base_uri(url)) + "&" + oauth1::normalized(counted);
    all.push_back({"the parameters of its base string are escaped once instead of twice", escaped_once, secret});
    all.push_back({"its key is empty instead of the shared secret", right, ""});
    return all;
}

} // namespace

Signed signature_parameters(Exchange const& exchange) {
    Signed sent;
    auto const header = exchange.request.headers.get("Authorization");
    if (!header.empty()) {
        auto const read = oauth1::read_authorization(header);
        if (read) {
            sent.parameters = *read;
            sent.in_header = true;
        } else {
            sent.trouble = read.error().message;
        }
        return sent;
    }
    for (auto const& field : exchange.request.query())
        if (is_protocol(field)) sent.parameters.push_back(field);
    return sent;
}

SignatureJudgement judge_signature(Case const& run, Exchange const& exchange, Signed const& sent) {
    using Kind = SignatureJudgement::Kind;
    auto const* key = base::find(sent.parameters, "oauth_consumer_key");
    auto const* signature = base::find(sent.parameters, "oauth_signature");
    auto const* method = base::find(sent.parameters, "oauth_signature_method");
    if (key == nullptr || signature == nullptr || method == nullptr) return {Kind::wrong, "it lacks parameters"};
    auto const launch = std::ranges::find_if(run.context.launches, [&](auto const& one) {
        auto const* own = base::find(one.form, "oauth_consumer_key");
        return own != nullptr && *own == *key;
    });
    if (launch == run.context.launches.end()) return {Kind::unknown_key, {}};
    auto const url = base::parse_url(exchange.url);
    if (!url) return {Kind::wrong, "its address cannot be read"};
    auto counted = own_query(exchange);
    counted.insert(counted.end(), sent.parameters.begin(), sent.parameters.end());
    auto const gives = [&](std::string const& text, std::string const& secret) {
        return oauth1::signature(*method, text, secret) == *signature;
    };
    auto const right = oauth1::base_string("POST", *url, counted);
    if (gives(right, launch->shared_secret)) return {Kind::right, {}};
    bool const has_query = counted.size() > sent.parameters.size();
    if (has_query && gives(oauth1::base_string("POST", *url, sent.parameters), launch->shared_secret))
        return {Kind::without_query, {}};
    for (auto const& guess : guesses(*url, counted, launch->shared_secret))
        if (gives(guess.base_string, guess.secret)) return {Kind::wrong, guess.how};
    return {Kind::wrong, "the right base string is `" + base::to_valid_utf8(right.substr(0, 1'000)) + "`"};
}

std::span<Rule const> outcome_signing_rules() {
    return rules;
}

} // namespace easel::check::wire
