#include "cli/serve_state.hpp"

#include <stdexcept>
#include <utility>

namespace easel::cli {

base::Result<std::unique_ptr<ServedState>> ServedState::open(http::asio::io_context& loop, std::string const& file) {
    auto store = store::Store::open(loop, file);
    if (!store) return store.error();
    return std::unique_ptr<ServedState>(new ServedState(std::move(*store)));
}

void ServedState::attach(control::Worlds::Options& options) {
    options.on_put = [this](control::Served const& served) {
        if (restoring_) return;
        auto& world = served.stage->world;
        world.touched.clear(); // all of it is written
        store_->put(served.name, world, control::Worlds::extra_of(served));
    };
    options.on_extra = [this](control::Served const& served) {
        if (!restoring_) store_->put_extra(served.name, control::Worlds::extra_of(served));
    };
    options.on_removed = [this](std::string const& name) { store_->remove(name); };
    options.on_stage = [this, next = std::move(options.on_stage)](platform::Stage& stage) {
        stage.world.tracks = true;
        stage.before_answer = [this, &stage] { return keep(stage); };
        if (next) next(stage);
    };
}

base::Result<std::size_t> ServedState::restore(control::Worlds& worlds) {
    auto kept = store_->load();
    if (!kept) return kept.error();
    worlds_ = &worlds;
    restoring_ = true;
    for (auto& one : *kept) (void)worlds.restore(one.name, std::move(one.world), one.extra);
    restoring_ = false;
    return kept->size();
}

http::awaitable<void> ServedState::keep(platform::Stage& stage) {
    if (stage.world.touched.empty() && !stage.granted) co_return;
    store_->collect(stage.name, stage.world);
    if (std::exchange(stage.granted, false))
        if (auto const* served = worlds_->find(stage.name)) store_->put_extra(stage.name, control::Worlds::extra_of(*served));
    // Nothing is acknowledged that is not kept: the caller gets a 500 and the reason is said here.
    if (auto const done = co_await store_->committed(); !done) throw std::runtime_error(to_string(done.error()));
}

http::awaitable<base::Result<void>> ServedState::keep(control::Worlds& worlds) {
    for (auto const* served : worlds.in_order()) store_->collect(served->name, served->stage->world);
    co_return co_await store_->committed();
}

} // namespace easel::cli
