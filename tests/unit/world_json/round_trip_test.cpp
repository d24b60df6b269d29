#include "world_file/world_file.hpp"
#include "world_json/described.hpp"
#include "world_json/world_json.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace easel::world_json {
namespace {

namespace json = base::json;

/// Puts something into every member there is, whatever it means.
class Scribbler {
  public:
    explicit Scribbler(std::uint64_t seed) : random_(seed) {}

    void fill(bool& value) { value = random_.below(2) == 1; }
    void fill(int& value) { value = static_cast<int>(random_.next()); }
    void fill(std::int64_t& value) { value = static_cast<std::int64_t>(random_.next()); }
    void fill(double& value) {
        static constexpr double odd[] = {0, -0.5, 0.1, 1e300, 5e-324, 10, 1.0 / 3, 123456789012345680.0};
        value = random_.below(2) == 1 ? odd[random_.below(std::size(odd))] : static_cast<double>(random_.next()) / 3e7;
    }
    void fill(std::string& value) {
        static constexpr char const* odd[] = {
            "", "~remove", "a/b~c", "\"\\\n\t\x01", "In\xc3\xa9s \xf0\x9f\x8c\xb1", "null", "0",
        };
        value = random_.below(2) == 1 ? odd[random_.below(std::size(odd))] : random_.hex(1 + random_.below(40));
    }
    void fill(json::value& value) { value = some_json(3); }
    void fill(json::object& value) {
        value.clear();
        for (std::uint64_t i = random_.below(3); i != 0; --i) value[random_.hex(3)] = some_json(2);
    }
    void fill(base::Instant& value) {
        // Among them times that have no ISO 8601 form of four digits for the year.
        value = base::Instant(base::Duration(static_cast<std::int64_t>(random_.next() >> 14) - (1LL << 48)));
    }
    void fill(base::Duration& value) { value = base::Duration(static_cast<std::int64_t>(random_.next() >> 10)); }
    void fill(base::Random& value) { value = base::Random(random_.next()); }
    template <class Enum>
        requires std::is_enum_v<Enum>
    void fill(Enum& value) {
        std::vector<Enum> all;
        using Words = boost::describe::describe_enumerators<Enum>;
        boost::mp11::mp_for_each<Words>([&](auto word) { all.push_back(word.value); });
        value = all[random_.below(all.size())];
    }
    template <class T>
    void fill(std::optional<T>& value) {
        value.reset();
        if (random_.below(3) != 0) fill(value.emplace());
    }
    void fill(std::optional<json::value>& value) {
        value.reset(); // a null is none
        if (random_.below(3) != 0) value = json::object{{"kty", some_json(1)}};
    }
    template <class T>
    void fill(std::vector<T>& value) { fill_items(value); }
    template <class T>
    void fill(std::deque<T>& value) { fill_items(value); }
    template <class T>
    void fill(std::map<std::string, T>& value) {
        value.clear();
        for (std::uint64_t i = random_.below(4); i != 0; --i) fill(value[random_.hex(8)]);
    }
    template <class Struct>
        requires boost::describe::has_describe_members<Struct>::value
    void fill(Struct& value) {
        for_each_member<Struct>([&](std::string_view, auto member) { fill(value.*member); });
    }

  private:
    template <class Items>
    void fill_items(Items& items) {
        items.clear();
        for (std::uint64_t i = random_.below(4); i != 0; --i) fill(items.emplace_back());
    }

    json::value some_json(int depth) {
        std::string text;
        double number = 0;
        switch (random_.below(depth > 0 ? 7 : 5)) {
            case 0: return nullptr;
            case 1: return random_.below(2) == 1;
            case 2: return static_cast<std::int64_t>(random_.next());
            case 3: fill(number); return number;
            case 4: fill(text); return json::value(text);
            case 5: {
                json::array items;
                for (std::uint64_t i = random_.below(3); i != 0; --i) items.push_back(some_json(depth - 1));
                return items;
            }
            default: {
                json::object members;
                for (std::uint64_t i = random_.below(3); i != 0; --i) members[random_.hex(3)] = some_json(depth - 1);
                return members;
            }
        }
    }

    base::Random random_;
};

/// Through text and back.
void expect_same_again(world::World const& world) {
    auto const written = to_json(world);
    auto const parsed = base::parse_json(base::dump(written));
    ASSERT_TRUE(parsed) << base::to_string(parsed.error());
    EXPECT_EQ(*parsed, json::value(written));
    auto const again = from_json(parsed->as_object());
    ASSERT_TRUE(again) << base::to_string(again.error());
    EXPECT_EQ(to_json(*again), written);
    EXPECT_EQ(again->random.state(), world.random.state());
    EXPECT_EQ(again->users.size(), world.users.size());
}

TEST(RoundTrip, KeepsEveryMemberOfEveryRow) {
    for (std::uint64_t seed = 1; seed != 300; ++seed) {
        world::World world;
        Scribbler(seed).fill(world);
        expect_same_again(world);
        if (HasFailure()) FAIL() << "seed " << seed;
    }
}

world::World default_world(std::uint64_t seed) {
    yaml::Problems problems;
    auto const document =
        yaml::load(EASEL_SOURCE_DIR "/fixtures/worlds/default.yaml", "fixtures/worlds/default.yaml", problems);
    world_file::BuildOptions options;
    options.first_id = 1000;
    options.seed = seed;
    options.now = base::Instant(std::chrono::seconds(1'770'000'000));
    world::Tool tool;
    tool.name = "tool";
    tool.client_id = "10000000000001";
    options.tools.push_back(tool);
    auto world = world_file::build(document.root, options, problems);
    EXPECT_TRUE(problems.empty());
    return world;
}

TEST(RoundTrip, KeepsAPlayedWorld) {
    auto world = default_world(11);
    base::Random random(11);
    for (int i = 0; i != 200; ++i) {
        auto const& assignment = world.assignments[random.below(world.assignments.size())];
        auto const& user = world.users[random.below(world.users.size())];
        auto& submission = world::submission_of(world, assignment.id, user.id);
        submission.attempt += 1;
        submission.score = static_cast<double>(random.below(1000)) / 7;
        submission.comments.push_back("well done");
        if (random.below(20) == 0) world::clone_course(world, world.courses[random.below(world.courses.size())], i);
    }
    expect_same_again(world);
}

TEST(RoundTrip, GoesOnAsTheOriginalWould) {
    auto world = default_world(12);
    auto again = from_json(to_json(world));
    ASSERT_TRUE(again);
    auto const& clone = world::clone_course(world, *world::course_named(world, "bio101"), 1);
    auto const& same = world::clone_course(*again, *world::course_named(*again, "bio101"), 1);
    EXPECT_EQ(same.id, clone.id);
    EXPECT_EQ(same.context_id, clone.context_id);
    EXPECT_EQ(to_json(*again), to_json(world));
}

TEST(RoundTrip, LeavesOutWhoWatches) {
    auto world = default_world(13);
    world.tracks = true;
    world::touch_rest(world);
    auto const written = to_json(world);
    EXPECT_FALSE(written.contains("tracks"));
    EXPECT_FALSE(written.contains("touched"));
    EXPECT_FALSE(from_json(written)->tracks);
}

} // namespace
} // namespace easel::world_json
