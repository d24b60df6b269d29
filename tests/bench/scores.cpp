#include "base/instant.hpp"
#include "bench/bare_server.hpp"
#include "bench/bench.hpp"
#include "bench/canvas.hpp"
#include "bench/load.hpp"
#include "bench/score_requests.hpp"

#include <cstdio>
#include <stdexcept>

namespace easel::bench {
namespace {

constexpr std::size_t connections = 32;

struct Side {
    std::vector<double> rates; ///< answers per second
    std::vector<double> costs; ///< the server's processor time per answer, in microseconds
};

template <class Server>
void measure(
    Server& server, Load& load, std::vector<std::string> const& sent, std::chrono::milliseconds span, Side& side
) {
    auto const before = server.cpu_time();
    auto const result = load.repeat(sent, span);
    if (!result.trouble.empty()) throw std::runtime_error(result.trouble);
    auto const answers = static_cast<double>(result.answers);
    side.rates.push_back(answers / result.seconds);
    side.costs.push_back(std::chrono::duration<double, std::micro>(server.cpu_time() - before).count() / answers);
}

} // namespace

std::vector<std::string> score_requests(Canvas& canvas) {
    std::vector<std::string> all;
    canvas.on_loop([&](platform::Stage& stage) {
        auto& world = stage.world;
        auto const course = world::course_named(world, "bio101")->id;
        auto const now = base::to_iso8601(stage.time->now());
        for (auto const* quiz : {"quiz1", "quiz2"}) {
            auto const assignment = world::assignment_named(world, quiz)->id;
            auto const item = world::default_line_item(world, assignment)->id;
            for (auto const* student : {"ada", "bob", "cleo", "dan", "anna"}) {
                auto const body = R"({"userId":")" + world::user_named(world, student)->lti_id +
                                  R"(","activityProgress":"Completed","gradingProgress":"FullyGraded","timestamp":")" +
                                  now + R"(","scoreGiven":8.5,"scoreMaximum":10})";
                all.push_back(
                    "POST /api/lti/courses/" + std::to_string(course) + "/line_items/" + std::to_string(item) +
                    "/scores HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(canvas.port()) +
                    "\r\nUser-Agent: tool/1.0\r\nAccept: */*\r\nAuthorization: Bearer " + canvas.token() +
                    "\r\nContent-Type: application/vnd.ims.lis.v1.score+json\r\nContent-Length: " +
                    std::to_string(body.size()) + "\r\n\r\n" + body
                );
            }
        }
    });
    return all;
}

Ratio scores_to_bare_server(Effort const& effort) {
    Canvas canvas;
    BareServer bare;
    Load to_canvas(canvas.port(), connections);
    Load to_bare(bare.port(), connections);
    auto const sent = score_requests(canvas);

    Side warm;
    measure(bare, to_bare, sent, effort.span, warm);
    measure(canvas, to_canvas, sent, effort.span, warm);
    Ratio ratio{"score POSTs to a bare Beast server's", 0.6, {}, {}};
    Side theirs;
    Side ours;
    for (std::size_t i = 0; i < effort.rounds; ++i) {
        measure(bare, to_bare, sent, effort.span, theirs);
        measure(canvas, to_canvas, sent, effort.span, ours);
        ratio.per_round.push_back(ours.rates.back() / theirs.rates.back());
    }
    char text[200];
    std::snprintf(
        text,
        sizeof text,
        "%.0f/s at %.1f us of processor time, bare %.0f/s at %.1f us",
        median_of(ours.rates),
        median_of(ours.costs),
        median_of(theirs.rates),
        median_of(theirs.costs)
    );
    ratio.sides = text;
    return ratio;
}

} // namespace easel::bench
