// A tool file from a Canvas developer key's JSON, read as Canvas reads it.
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/init_draft.hpp"
#include "cli/json_place.hpp"
#include "cli/suites.hpp"
#include "http/client.hpp"
#include "tool_config/tool_config.hpp"

#include <boost/asio/io_context.hpp>

#include <charconv>
#include <fstream>
#include <iostream>
#include <sstream>

namespace easel::cli {
namespace {

namespace json = base::json;
using base::Fault;
using base::FaultKind;

constexpr std::size_t largest = std::size_t{1024} * 1024;
constexpr int most_redirects = 5;

bool is_url(std::string const& source) {
    return source.starts_with("http://") || source.starts_with("https://");
}

base::Result<std::string> read_file(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Fault{FaultKind::bad_file, "cannot read the file", path};
    std::string text(largest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad() || (text.empty() && !in.eof())) return Fault{FaultKind::bad_file, "cannot read the file", path};
    if (text.size() > largest) return Fault{FaultKind::bad_file, "the file is larger than 1 MiB", path};
    return text;
}

/// Whoever does not answer is unreachable; who answers with something else is a bad source.
http::awaitable<base::Result<std::string>> fetch(http::Client& client, std::string source) {
    auto url = base::parse_url(source);
    http::ClientLimits limits;
    limits.body = largest;
    for (int hop = 0; url; ++hop) {
        http::Request get;
        get.target = url->target();
        get.headers.set("Accept", "application/json");
        auto const answer = co_await client.send(*url, std::move(get), limits);
        if (!answer) {
            bool const too_much = answer.error().kind == FaultKind::limit;
            co_return Fault{too_much ? FaultKind::bad_file : FaultKind::unreachable, answer.error().message, url->text()};
        }
        auto const location = answer->headers.get("Location");
        if (answer->status >= 300 && answer->status < 400 && !location.empty()) {
            if (hop == most_redirects)
                co_return Fault{FaultKind::bad_file, "it leads on more than " + std::to_string(most_redirects) + " times", source};
            auto next = base::resolve(*url, location);
            if (!next) co_return Fault{FaultKind::bad_file, "it leads to what is no http or https URL", url->text()};
            url = std::move(next);
            continue;
        }
        if (answer->status != 200)
            co_return Fault{FaultKind::bad_file, "the answer has status " + std::to_string(answer->status), url->text()};
        co_return answer->body;
    }
    co_return Fault{FaultKind::bad_file, url.error().message, source};
}

base::Result<std::string> fetched(Init const& options) {
    boost::asio::io_context loop(1);
    http::Client client(loop, options.ca_file);
    base::Result<std::string> text = Fault{FaultKind::internal, "nothing was fetched", options.from_json};
    http::spawn(loop, [](http::Client& with, std::string from, base::Result<std::string>& into, auto& io) -> http::awaitable<void> {
        into = co_await fetch(with, std::move(from));
        io.stop();
    }(client, options.from_json, text, loop));
    loop.run();
    return text;
}

/// "not JSON: ... at line 2, column 7" as a problem at that place.
yaml::Problem not_json(std::string const& message, std::string const& text, std::string const& file) {
    yaml::Problem problem;
    problem.code = "not-json";
    problem.at = place_of_byte(text, text.size(), file);
    problem.message = message;
    auto const at = message.rfind(" at line ");
    if (at == std::string::npos) return problem;
    auto const numbers = base::split(base::replace_all(message.substr(at + 9), ", column ", " "), ' ');
    problem.message = message.substr(0, at);
    auto const read = [&](std::size_t index, int& into) {
        if (index < numbers.size()) std::from_chars(numbers[index].data(), numbers[index].data() + numbers[index].size(), into);
    };
    read(0, problem.at.line);
    read(1, problem.at.column);
    return problem;
}

Draft draft_of(tool_config::Configuration const& configuration) {
    auto const& [internal, key, tool] = configuration;
    Draft draft;
    draft.name = tool.title;
    draft.login_url = tool.login_url;
    draft.redirect_uris = key.redirect_uris;
    draft.target_link_uri = tool.target_link_uri;
    draft.jwks_url = key.public_jwk_url;
    if (draft.jwks_url.empty() && key.public_jwk) draft.public_jwk = *key.public_jwk;
    for (auto const& scope : key.scopes) note_scope(draft, scope);
    for (auto const& placement : tool.placements)
        draft.deep_linking = draft.deep_linking || placement.message_type == "LtiDeepLinkingRequest";
    return draft;
}

/// Canvas takes any text for an address; a tool file wants a URL.
void check_addresses(Draft const& draft, std::string const& text, std::string const& file, yaml::Problems& problems) {
    auto const check = [&](std::string const& address, char const* pointer) {
        if (base::parse_url(address)) return;
        problems.push_back({place_in_json(text, pointer, file), "'" + address + "' is no http or https URL", "", "bad-url"});
    };
    check(draft.login_url, "/oidc_initiation_url");
    check(draft.target_link_uri, "/target_link_uri");
    if (!draft.jwks_url.empty()) check(draft.jwks_url, "/public_jwk_url");
}

} // namespace

Drafted draft_from_json(Init const& options) {
    auto const& source = options.from_json;
    auto const text = is_url(source) ? fetched(options) : read_file(source);
    if (!text) {
        std::cerr << "easel: " << to_string(text.error()) << "\n";
        return {std::nullopt, text.error().kind == FaultKind::unreachable ? exit_unreachable : exit_bad_file};
    }
    yaml::Document document;
    document.file = source;
    document.source = std::make_shared<std::string const>(*text);
    yaml::Problems problems;
    auto const parsed = base::parse_json(*text);
    std::optional<Draft> draft;
    if (!parsed) {
        problems.push_back(not_json(parsed.error().message, *text, source));
    } else {
        auto const read = tool_config::read(*parsed, {});
        for (auto const& complaint : read.complaints)
            problems.push_back({place_in_json(*text, complaint.pointer, source), complaint.message, "", base::replace_all(complaint.field, "_", "-")});
        if (read.configuration) {
            draft = draft_of(*read.configuration);
            draft->source = "from " + (is_url(source) ? source : source.substr(source.rfind('/') + 1));
            check_addresses(*draft, *text, source, problems);
        }
    }
    if (!problems.empty()) {
        print_problems(problems, {document});
        return {std::nullopt, exit_bad_file};
    }
    return {draft, exit_ok};
}

} // namespace easel::cli
