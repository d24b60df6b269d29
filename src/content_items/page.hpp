#pragma once

#include "content_items/items.hpp"
#include "http/message.hpp"

namespace easel::content_items {

/// What the page tells the dialog that opened the picker.
struct Retrieved {
    json::array items;
    json::object messages; ///< lti_msg, lti_log, lti_errormsg, lti_errorlog
    std::string service;
    std::string service_id; ///< of the item that was updated; "" : none
};
[[nodiscard]] http::Response retrieved_page(Retrieved const& retrieved, std::string const& origin);

} // namespace easel::content_items
