#pragma once

#include "http/message.hpp"
#include "traffic/exchange.hpp"

#include <functional>
#include <string>
#include <utility>

namespace easel::traffic {

/// What the platform answers and why: the response, and the checks made in Canvas's order, the last of which decided.
struct Answer {
    http::Response response;
    /// What is left to do for `response`, if anything. It rests on nothing but itself, so it may run on another thread: an
    /// RSA signature takes a third of a millisecond.
    std::function<http::Response()> rest;
    Trail trail;
    std::string course; ///< world names, for reports and for matching; "" when not concerned
    std::string assignment;
    std::string user;
    std::string client_id;
};

/// Does what is left to do.
inline void complete(Answer& answer) {
    if (auto const rest = std::exchange(answer.rest, nullptr)) answer.response = rest();
}

} // namespace easel::traffic
