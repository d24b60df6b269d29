#pragma once

#include "http/message.hpp"
#include "traffic/exchange.hpp"

#include <string>

namespace easel::traffic {

/// What the platform answers and why: the response, and the checks made in Canvas's order, the last of which decided.
struct Answer {
    http::Response response;
    Trail trail;
    std::string course; ///< world names, for reports and for matching; "" when not concerned
    std::string assignment;
    std::string user;
    std::string client_id;
};

} // namespace easel::traffic
