#include "base/url.hpp"
#include "bench/bench.hpp"
#include "bench/canvas.hpp"
#include "bench/load.hpp"
#include "bench/score_requests.hpp"
#include "lti11/sourcedid.hpp"
#include "oauth1/oauth1.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace easel::bench {
namespace {

constexpr std::size_t connections = 32;

/// An LTI 1.1 tool whose results for one assignment are posted.
class Tool {
  public:
    explicit Tool(Canvas& canvas)
        : canvas_(canvas),
          origin_("http://127.0.0.1:" + std::to_string(canvas.port())) {
        canvas.on_loop([&](platform::Stage& stage) {
            auto& world = stage.world;
            world::Tool tool;
            tool.id = world.next_id++;
            tool.name = "old";
            tool.consumer_key = "old-key";
            tool.shared_secret = "old-secret";
            tool.target_link_uri = "https://old.example/launch";
            world.tools.push_back(tool);
            auto& essay = *world::assignment_named(world, "essay");
            essay.tool = tool.id;
            path_ = "/api/lti/v1/tools/" + std::to_string(tool.id) + "/grade_passback";
            for (auto const* student : {"ada", "bob", "cleo", "dan", "anna"})
                sourcedids_.push_back(lti11::sourcedid(
                    world, world.dialects, {tool.id, essay.course, essay.id, world::user_named(world, student)->id}
                ));
        });
    }

    /// So many requests, each with a nonce that was never used.
    std::vector<std::string> requests(std::size_t count) {
        base::Instant now;
        canvas_.on_loop([&](platform::Stage& stage) { now = stage.time->now(); });
        auto const url = base::parse_url(origin_ + path_).value();
        std::vector<std::string> all;
        all.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            auto const body =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<imsx_POXEnvelopeRequest "
                "xmlns=\"http://www.imsglobal.org/services/ltiv1p1/xsd/imsoms_v1p0\"><imsx_POXHeader><imsx_POXRequestHeaderInfo>"
                "<imsx_version>V1.0</imsx_version><imsx_messageIdentifier>" +
                std::to_string(++nonces_) +
                "</imsx_messageIdentifier></imsx_POXRequestHeaderInfo></imsx_POXHeader><imsx_POXBody><replaceResultRequest>"
                "<resultRecord><sourcedGUID><sourcedId>" +
                sourcedids_[i % sourcedids_.size()] +
                "</sourcedId></sourcedGUID><result><resultScore><language>en</language><textString>0.85</textString></resultScore>"
                "</result></resultRecord></replaceResultRequest></imsx_POXBody></imsx_POXEnvelopeRequest>";
            all.push_back(
                "POST " + path_ + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(canvas_.port()) +
                "\r\nUser-Agent: tool/1.0\r\nAccept: */*\r\nAuthorization: " +
                oauth1::signed_header(
                    "POST", url, body, {"old-key", "old-secret"}, {"nonce-" + std::to_string(nonces_), now}
                ) +
                "\r\nContent-Type: application/xml\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body
            );
        }
        return all;
    }

  private:
    Canvas& canvas_;
    std::string origin_;
    std::string path_;
    std::vector<std::string> sourcedids_;
    std::size_t nonces_ = 0;
};

/// Answers per second to requests that are sent once each.
double play(Load& load, std::vector<std::string> const& requests) {
    std::size_t next = 0;
    Script const script = [&](std::size_t, std::string_view) -> std::string_view {
        return next < requests.size() ? std::string_view(requests[next++]) : std::string_view();
    };
    auto const result = load.run(script, 200);
    if (!result.trouble.empty()) throw std::runtime_error(result.trouble);
    return static_cast<double>(result.answers) / result.seconds;
}

} // namespace

Ratio outcomes_to_scores(Effort const& effort) {
    Canvas canvas;
    Tool tool(canvas);
    Load load(canvas.port(), connections);
    auto const scores = score_requests(canvas);
    auto const count = std::max<std::size_t>(connections, static_cast<std::size_t>(effort.span.count()) * 8);
    auto const score_rate = [&] {
        auto const result = load.repeat(scores, effort.span);
        if (!result.trouble.empty()) throw std::runtime_error(result.trouble);
        return static_cast<double>(result.answers) / result.seconds;
    };
    (void)score_rate(); // to get warm
    (void)play(load, tool.requests(count));
    Ratio ratio{"Outcomes POSTs to score POSTs", 0.5, {}, {}};
    std::vector<double> theirs;
    std::vector<double> ours;
    for (std::size_t i = 0; i < effort.rounds; ++i) {
        theirs.push_back(score_rate());
        ours.push_back(play(load, tool.requests(count)));
        ratio.per_round.push_back(ours.back() / theirs.back());
    }
    char text[100];
    std::snprintf(text, sizeof text, "%.0f/s, scores %.0f/s", median_of(ours), median_of(theirs));
    ratio.sides = text;
    return ratio;
}

} // namespace easel::bench
