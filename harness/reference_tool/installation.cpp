#include "reference_tool/installation.hpp"

#include <chrono>

namespace easel::reference_tool {

Installation::Installation(
    http::asio::io_context& io, http::Client& http_client, std::shared_ptr<timing::Time> clock, Options given
)
    : loop(io),
      client(http_client),
      time(std::move(clock)),
      options(std::move(given)),
      defects(options.defect),
      random(options.seed),
      keys(options.registrations.size()),
      turn_over_(io) {}

Session* Installation::session_of(http::Request const& request) {
    auto const cookies = cookies_of(request.headers);
    auto const* id = base::find(cookies, session_cookie);
    return id == nullptr ? nullptr : sessions.find(*id);
}

std::string Installation::person(std::size_t index, std::string const& sub) const {
    bool const apart = is_other_platform(index) && !broken("knows-people-by-sub-alone");
    return apart ? std::to_string(index + 1) + "/" + sub : sub;
}

oauth1::Credentials Installation::consumer(Session const& session) const {
    for (auto const& one : options.lti11.keys)
        if (one.consumer_key == session.consumer_key) return one;
    return {session.consumer_key, {}};
}

Installation::SigningKey Installation::signing_key(std::size_t index) const {
    bool const own = options.other_key.is_private() && is_other_platform(index) && !broken("signs-for-all-platforms-alike");
    return own ? SigningKey{options.other_key, options.other_kid} : SigningKey{options.key, options.kid};
}

http::awaitable<Installation::Turn> Installation::take_turn(std::shared_ptr<Installation> tool, std::string name) {
    auto const ticket = tool->next_ticket_++;
    tool->queues_[name].push_back(ticket);
    while (tool->queues_[name].front() != ticket) co_await tool->turn_over_.wait_for(std::chrono::seconds(60));
    co_return Turn(tool, name);
}

Installation::Turn::~Turn() {
    if (!tool_) return;
    auto const queue = tool_->queues_.find(name_);
    queue->second.pop_front();
    if (queue->second.empty()) tool_->queues_.erase(queue);
    tool_->turn_over_.notify();
}

} // namespace easel::reference_tool
