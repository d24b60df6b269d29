#include "control_fixture.hpp"

namespace easel::control {

std::string Answered::at(std::string const& pointer) const {
    auto const* found = base::at_pointer(body, pointer);
    if (found == nullptr) return {};
    return found->is_string() ? std::string(found->as_string()) : base::dump(*found);
}

ControlTest::ControlTest() {
    platform_ = platform::Platform::start(loop_, {}).value();
    yaml::Problems problems;
    Worlds::Options settings;
    settings.default_world =
        yaml::load(std::string(EASEL_SOURCE_DIR) + "/fixtures/worlds/default.yaml", "default.yaml", problems).root;
    settings.virtual_clock = true;
    settings.start = base::parse_iso8601("2026-03-01T10:00:00Z")->at;
    settings.on_put = [this](Served const& served) { put_.push_back(served.name); };
    settings.on_removed = [this](std::string const& name) { removed_.push_back(name); };
    worlds_ = std::make_unique<Worlds>(loop_, *platform_, std::move(settings));
    auto const made = worlds_->create({.name = "default"}, problems);
    EXPECT_TRUE(made.has_value()) << (problems.empty() ? "" : yaml::format(problems.front(), nullptr));
    options_.token = "secret";
    options_.hosts = {"127.0.0.1:8091"};
    options_.client = &client_;
    options_.lost = &platform_->lost();
    options_.documented_error = [](std::string_view name) {
        return name == "timestamp-stale" ? std::optional(http::json(400, R"({"errors":{}})")) : std::nullopt;
    };
    options_.documented_errors = [] { return std::vector<std::string>{"timestamp-stale"}; };
}

http::Request ControlTest::request(std::string const& method, std::string const& path, std::string body) const {
    http::Request made;
    made.method = method;
    made.target = "/easel/v1" + path;
    made.headers.set("Host", "127.0.0.1:8091");
    made.headers.set("Authorization", "Bearer secret");
    if (!body.empty()) made.headers.set("Content-Type", "application/json");
    made.body = std::move(body);
    return made;
}

Answered ControlTest::send(http::Request request) {
    auto const response = run(answer(*worlds_, options_, std::move(request)));
    Answered answered;
    answered.status = response.status;
    answered.headers = response.headers;
    if (!response.body.empty()) answered.body = base::parse_json(response.body).value();
    return answered;
}

Answered ControlTest::ask(std::string const& method, std::string const& path, std::string body) {
    return send(request(method, path, std::move(body)));
}

json::value ControlTest::register_tool(std::string const& more) {
    auto const answered = ask(
        "POST",
        "/worlds/default/tools",
        R"({"login_url": "https://tool.test/login", "redirect_uris": ["https://tool.test/launch"], "public_jwk_url": "https://tool.test/jwks")" +
            more + "}"
    );
    EXPECT_TRUE(answered.status == 200 || answered.status == 201) << base::dump(answered.body);
    return answered.body;
}

} // namespace easel::control
