#pragma once

#include "agent/browser.hpp"
#include "base/json.hpp"
#include "play/person.hpp"
#include "tool/tool_file.hpp"

#include <memory>
#include <string>

namespace easel::play {

/// An action of the tool file, about to be performed.
struct Stimulus {
    tool::Action const& action;
    base::json::object parameters; ///< what `${fraction}` and the like stand for
    std::string tool_base;         ///< what `{tool}` stands for
    agent::Page const* page = nullptr; ///< the launch's final page
    std::shared_ptr<agent::Browser> browser;
    std::string platform_origin = {}; ///< where the browser is logged in
    std::string session = {};         ///< value of the platform's session cookie; "" : nobody is logged in
    Person* person = nullptr;         ///< who is asked; null: nobody is there
    base::Duration patience{0};       ///< how long that person is waited for
};

struct Performed {
    std::optional<agent::Page> page; ///< where the browser ended; nothing for commands and automatic actions
    std::string problem;             ///< why it could not be performed; "" when it was
};

/// Performs it: an HTTP request or a form of the final page in the launch's browser, a command, or a question to a person.
/// "{tool}", "{final_url}", "{final_url_origin}" and "{capture.NAME}" are filled in.
[[nodiscard]] http::awaitable<Performed> perform(Stimulus stimulus);

} // namespace easel::play
