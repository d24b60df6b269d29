// Asking for what a tool file needs: plain prompts, so that answers can be piped in.
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/init_draft.hpp"

#include <iostream>

namespace easel::cli {
namespace {

/// Standard input ended before everything was answered.
struct NoMoreAnswers {};

std::string line(std::string const& question, std::string const& otherwise) {
    std::cout << question << (otherwise.empty() ? "" : " [" + otherwise + "]") << ": " << std::flush;
    std::string given;
    constexpr std::size_t longest = 10'000;
    if (!std::getline(std::cin, given)) throw NoMoreAnswers{};
    if (given.size() > longest) given.clear();
    auto const text = std::string(base::trim(given));
    return text.empty() ? otherwise : text;
}

std::string url(std::string const& question, std::string const& otherwise, bool needed) {
    while (true) {
        auto const given = line(question, otherwise);
        if (given.empty() && !needed) return given;
        if (base::parse_url(given)) return given;
        std::cout << "That is no http or https URL.\n";
    }
}

bool yes(std::string const& question, bool otherwise) {
    while (true) {
        auto const given = base::to_lower(line(question + " (y/n)", otherwise ? "y" : "n"));
        if (given == "y" || given == "yes") return true;
        if (given == "n" || given == "no") return false;
        std::cout << "Answer y or n.\n";
    }
}

std::vector<std::string> urls(std::string const& question, std::string const& otherwise) {
    while (true) {
        std::vector<std::string> all;
        bool good = true;
        for (auto const& part : base::split(base::replace_all(line(question, otherwise), ",", " "), ' ')) {
            if (part.empty()) continue;
            good = good && base::parse_url(part).has_value();
            all.push_back(part);
        }
        if (good && !all.empty()) return all;
        std::cout << "Every one must be an http or https URL.\n";
    }
}

void ask_for_lti11(Draft& draft) {
    draft.launch_url = url("LTI 1.1 launch URL", "", true);
    draft.consumer_key = line("Consumer key that the tool knows", draft.consumer_key);
    draft.shared_secret = line("Shared secret that the tool knows", draft.shared_secret);
    draft.outcomes = yes("Does it send grades?", true);
}

void ask_for_lti13(Draft& draft) {
    auto const origin = base::parse_url(draft.login_url)->origin();
    draft.redirect_uris = urls("Redirect URIs (launch URLs), separated by blanks", origin + "/launch");
    draft.target_link_uri = url("Target link URI", draft.redirect_uris.front(), true);
    draft.jwks_url = url("Key set URL", origin + "/jwks.json", true);
    draft.registration_url = url("Registration URL (Dynamic Registration), empty for none", "", false);
    draft.client_id = line("Client id that the tool knows", draft.client_id);
    draft.deployment = line("Deployment id that the tool knows", draft.deployment);
    draft.deep_linking = yes("Does it do deep linking?", false);
    draft.ags = yes("Does it send grades?", true);
    draft.nrps = yes("Does it read the roster?", false);
}

} // namespace

Drafted ask_for_draft(Init const&) {
    Draft draft;
    draft.source = "by asking";
    try {
        std::cout << "An empty answer takes what stands in brackets.\n";
        draft.name = line("Name of the tool", "My tool");
        draft.login_url = url("Login initiation URL, empty for a tool of LTI 1.1 alone", "", false);
        if (draft.login_url.empty())
            ask_for_lti11(draft);
        else
            ask_for_lti13(draft);
        draft.command = line("Command that starts it, empty when it runs already", "");
    } catch (NoMoreAnswers const&) {
        std::cout << "\n";
        std::cerr << "easel: the answers ended too early; nothing was written\n";
        return {std::nullopt, exit_usage};
    }
    return {draft, exit_ok};
}

} // namespace easel::cli
