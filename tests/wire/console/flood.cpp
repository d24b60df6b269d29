// A console over a run of 1,000 hops a second, for a browser that follows it: console_flood HOPS. Prints its address;
// the run begins with the line "go" of its input, and then says "sent MILLISECONDS-SINCE-1970 LATE-BY" when its last
// hop was sent. Ends with its input or with the page's button.
#include "base/text.hpp"
#include "web/web.hpp"
#include "wire/console/paced.hpp"

#include <boost/asio/post.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>

namespace {

using namespace easel;

http::awaitable<void> make_run(console::Console& console, int hops) {
    console.api().follow(1);
    auto const run = co_await console::paced(console, hops);
    auto const ms = [](auto span) { return std::chrono::duration_cast<std::chrono::milliseconds>(span).count(); };
    std::cout << "sent " << ms(std::chrono::system_clock::now().time_since_epoch()) << " " << ms(run.most_late)
              << std::endl;
}

} // namespace

int main(int argc, char** argv) {
    auto const hops = base::whole_number(argc > 1 ? argv[1] : "").value_or(5'000);
    http::asio::io_context loop(1);
    verdict::RunResult run;
    verdict::CaseResult one;
    one.id = "scores/paced";
    run.cases.push_back(one);
    console::Options options;
    options.token = "token";
    options.session = "session";
    options.asset = [](std::string_view name) { return web::asset(name); };
    auto opened = console::Console::open(loop, run, nullptr, options);
    if (!opened) return 1;
    auto& console = **opened;
    std::cout << "Console " << console.address() << std::endl;
    std::thread reader([&] {
        for (std::string line; std::getline(std::cin, line);) {
            if (line == "go")
                http::asio::post(loop, [&] { http::spawn(loop, make_run(console, static_cast<int>(hops))); });
        }
        http::asio::post(loop, [&] { loop.stop(); });
    });
    loop.run();
    reader.join();
    return 0;
}
