#include "replay/what_if.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "play/documented.hpp"
#include "traffic/exchange.hpp"
#include "world_file/world_file.hpp"

#include <map>
#include <span>
#include <utility>

namespace easel::replay {
namespace {

namespace json = base::json;

base::Fault usage(std::string message) {
    return {base::FaultKind::usage, std::move(message), ""};
}

std::vector<std::string> keys_of(yaml::Node const& node) {
    std::vector<std::string> keys;
    for (auto const& member : node.members) keys.push_back(member.key.scalar);
    return keys;
}

/// "did you mean", or all there is.
std::string suggestion(std::string const& word, std::vector<std::string> const& known) {
    if (auto const near = base::nearest(word, known)) return "did you mean '" + *near + "'?";
    return "known: " + base::join(known, ", ");
}

yaml::Node mapping(std::string const& key, yaml::Node value) {
    yaml::Node node;
    node.kind = yaml::Node::Kind::mapping;
    yaml::Node name;
    name.kind = yaml::Node::Kind::scalar;
    name.scalar = key;
    node.members.push_back({std::move(name), std::move(value)});
    return node;
}

class Changes {
  public:
    explicit Changes(yaml::Node const& world)
        : world_(world) {}

    base::Result<WhatIf> read(std::vector<Change> const& changes) {
        for (auto const& change : changes) {
            if (auto const read = one(change); !read) return read.error();
        }
        if (!out_.world.is_null()) {
            yaml::Problems problems;
            world_file::shape().check(out_.world, problems);
            if (problems.empty())
                (void)world_file::build(world_file::merge(world_, out_.world), world_file::trial_build({"tool", "probe", "second", "other"}), problems);
            if (auto const wrong = of_change(problems)) return usage("--change " + last_world_ + ": " + *wrong);
        }
        for (auto const& [call, plan] : plans_) {
            std::vector<platform::Complaint> complaints;
            auto const documented = [](std::string_view name) { return play::documented_error(name, {}); };
            auto fault = platform::fault_from_json(plan, documented, complaints);
            if (!fault) {
                auto const& first = complaints.front();
                return usage(
                    "--change faults." + call + base::replace_all(first.pointer, "/", ".") + ": " + first.message
                );
            }
            fault->label = "what if: " + fault->label;
            out_.faults.push_back(std::move(*fault));
        }
        return std::move(out_);
    }

  private:
    base::Result<void> one(Change const& change) {
        yaml::Problems problems;
        auto value = yaml::parse(change.value, "--change", problems).root;
        if (!problems.empty())
            return usage("--change " + change.key + ": the value is no YAML: " + problems.front().message);
        auto const parts = base::split(change.key, '.');
        if (parts.front() == "world" && parts.size() > 1)
            return world(change.key, std::span(parts).subspan(1), std::move(value));
        if (parts.front() == "canvas" && parts.size() == 1) return world("canvas", std::span(parts), std::move(value));
        if (change.key == "clock.start") {
            auto const start = base::parse_iso8601(change.value);
            if (!start) return usage("--change clock.start takes an ISO 8601 time, not '" + change.value + "'");
            out_.start = start->at;
            return {};
        }
        if (change.key == "seed") {
            auto const seed = base::whole_number(change.value);
            if (!seed || *seed < 0) return usage("--change seed takes a whole number, not '" + change.value + "'");
            out_.seed = static_cast<std::uint64_t>(*seed);
            return {};
        }
        if ((parts.front() == "faults" || parts.front() == "answer") && parts.size() > 1)
            return fault(change, parts, value);
        return usage("--change knows no '" + change.key + "'; " + known_changes());
    }

    /// A row that is not there would be made, and nobody would use it.
    base::Result<void> world(std::string const& key, std::span<std::string const> path, yaml::Node value) {
        auto const* table = world_.find(path[0]);
        bool const names_row = path.size() > 2 && table != nullptr && table->is_mapping();
        if (names_row && table->find(path[1]) == nullptr) {
            auto const known = keys_of(*table);
            return usage(
                "--change " + key + ": the world has no " + path[0] + " '" + path[1] + "'; " +
                suggestion(path[1], known)
            );
        }
        for (auto i = path.size(); i > 0; --i) value = mapping(path[i - 1], std::move(value));
        out_.world = out_.world.is_null() ? std::move(value) : world_file::merge(out_.world, value);
        last_world_ = key;
        return {};
    }

    /// "faults.score=503", "faults.score=row", "faults.score.fault=stall"
    base::Result<void> fault(Change const& change, std::vector<std::string> const& parts, yaml::Node const& value) {
        auto const& call = parts[1];
        if (!traffic::call_kind(call)) {
            return usage(
                "--change " + change.key + ": no call is named '" + call + "'; " +
                suggestion(call, traffic::call_kind_names())
            );
        }
        auto& plan = plans_[call];
        plan["call"] = call;
        auto const told = yaml::to_json(value);
        if (parts.size() == 3) {
            plan[parts[2]] = told;
        } else if (parts.size() == 2 && told.is_object()) {
            for (auto const& member : told.get_object()) plan[member.key()] = member.value();
        } else if (parts.size() == 2 && told.is_string()) {
            plan["error"] = told;
        } else if (parts.size() == 2) {
            plan["status"] = told;
        } else {
            return usage("--change " + change.key + ": a fault has no parts below its members");
        }
        return {};
    }

    /// What the trial build finds that the change has brought.
    static std::optional<std::string> of_change(yaml::Problems const& problems) {
        for (auto const& problem : problems) {
            if (problem.at.file == "--change" || problem.at.file.empty())
                return problem.message + (problem.hint.empty() ? "" : "; " + problem.hint);
        }
        return std::nullopt;
    }

    yaml::Node const& world_;
    WhatIf out_;
    std::string last_world_;
    std::map<std::string, json::object> plans_; ///< by call
};

} // namespace

std::optional<Change> read_change(std::string const& text) {
    auto const equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return std::nullopt;
    return Change{text.substr(0, equals), text.substr(equals + 1)};
}

std::string known_changes() {
    return "known: world.TABLE.ROW.MEMBER, canvas, clock.start, seed, faults.CALL or answer.CALL (a status, a row of "
           "the documented errors, or .MEMBER)";
}

base::Result<WhatIf> read_what_if(std::vector<Change> const& changes, yaml::Node const& world) {
    return Changes(world).read(changes);
}

scenario::Case changed(scenario::Case played, WhatIf const& what_if) {
    if (what_if.world.is_null()) return played;
    played.world = played.world.is_null() ? what_if.world : world_file::merge(played.world, what_if.world);
    return played;
}

} // namespace easel::replay
