// The files that scores name: handing them to the file service, and what becomes of them (ags.md 5.8).
#include "base/codec.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "services/ags_gradebook.hpp"
#include "services/answers.hpp"
#include "services/files.hpp"
#include "services/gradebook.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace easel::services {
namespace {

using world::ProgressState;

constexpr std::string_view unknown_media_type = "unknown/unknown";

/// By the ending of the file's name. @par Source ags.md 5.8.7
std::string_view media_type_of(std::string_view name) {
    struct Ending {
        std::string_view ending;
        std::string_view type;
    };
    constexpr std::array<Ending, 24> endings{{
        {"pdf", "application/pdf"}, {"txt", "text/plain"}, {"html", "text/html"}, {"htm", "text/html"},
        {"csv", "text/csv"}, {"md", "text/markdown"}, {"json", "application/json"}, {"xml", "application/xml"},
        {"zip", "application/zip"}, {"rtf", "application/rtf"}, {"doc", "application/msword"},
        {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {"xls", "application/vnd.ms-excel"},
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"ppt", "application/vnd.ms-powerpoint"},
        {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
        {"odt", "application/vnd.oasis.opendocument.text"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"},
        {"png", "image/png"}, {"gif", "image/gif"}, {"svg", "image/svg+xml"}, {"mp3", "audio/mpeg"},
        {"mp4", "video/mp4"},
    }};
    auto const dot = name.rfind('.');
    if (dot == std::string_view::npos) return unknown_media_type;
    auto const ending = base::to_lower(name.substr(dot + 1));
    auto const found =
        std::find_if(endings.begin(), endings.end(), [&](auto const& each) { return each.ending == ending; });
    return found == endings.end() ? unknown_media_type : found->type;
}

/// The last part of the URL's path.
std::string name_in(std::string_view url) {
    auto path = url.substr(0, url.find_first_of("?#"));
    if (auto const scheme = path.find("://"); scheme != std::string_view::npos) {
        auto const slash = path.find('/', scheme + 3);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
    }
    auto const name = base::percent_decode(path.substr(path.rfind('/') + 1));
    return name.empty() ? "file" : name;
}

/// What Canvas makes of an answer of its file service. @par Source ags.md 5.8
std::optional<http::Response> file_service_trouble(Call& call, bool multiple) {
    auto const& service = call.world().file_service;
    using Refusal = std::optional<http::Response>;
    auto const refuse = [&](std::string_view row, int status, std::string const& message) -> Refusal {
        call.applies("ags/5.8.12");
        call.applies("ags/4.29");
        if (call.holds("ags/5.2.21", false, row)) return std::nullopt;
        return object_error(status, message);
    };
    if (!service.status || *service.status == 201) return std::nullopt;
    int const status = *service.status;
    if (status == 0) return refuse("ags/5.8.8", 504, "failed to communicate with file service");
    bool const timed_out =
        status == 502 || (status == 400 && service.body.find("timed-out") != std::string::npos);
    if (multiple && timed_out) return refuse("ags/5.8.9", 504, "file url timed out");
    auto const message = "uploading to file service failed with " + std::to_string(status) + ": " + service.body;
    return status == 400 ? refuse("ags/5.8.10", 400, message) : refuse("ags/5.8.11", 500, message);
}

bool is_settled(world::Progress const& progress) {
    return progress.state == ProgressState::completed || progress.state == ProgressState::failed;
}

std::string why_not(world::Progress const& progress, FetchedFile const& file) {
    if (!file.trouble.empty()) return file.trouble;
    if (!file.status) return "The request timed out: " + progress.file_url;
    return "Invalid response code, expected 200 got " + std::to_string(*file.status);
}

/// The submission that the job makes: its file, now. @par Source ags.md 5.8.3, 5.8.4
void submit_file(world::World& world, world::Progress const& progress, world::Attachment file, base::Instant now) {
    auto const* const assignment = world::assignment_by_id(world, progress.assignment);
    if (assignment == nullptr) return;
    Work work;
    work.type = "online_upload";
    work.attachments = {std::move(file)};
    work.at = now;
    // Each job hands in by itself, at a moment of its own.
    for (auto const student : submitters(world, *assignment, progress.user)) {
        hand_in(world, world::submission_of(world, assignment->id, student), work, true);
    }
}

/// What the submission has listed already is now known whole.
void complete_attachments(world::World& world, world::Progress const& progress, world::Attachment const& file) {
    for (auto& submission : world.submissions) {
        if (submission.assignment != progress.assignment) continue;
        for (auto& attachment : submission.attachments) {
            if (attachment.id != file.id) continue;
            attachment = file;
            world::touch(world, submission);
        }
    }
}

}  // namespace

std::optional<http::Response> upload_files(Call& call, Score& score) {
    auto& world = call.world();
    bool const multiple = call.dialects().multiple_files;
    bool const reaches_gradebook = is_default(world, *call.line_item);
    call.applies(multiple ? "ags/5.8.2" : "ags/5.8.3");
    if (auto refusal = file_service_trouble(call, multiple)) return refusal;
    (void)call.holds("ags/5.2.21", true);
    call.applies("ags/5.8.6");
    for (auto& content : score.files) {
        auto& progress = queue_file(
            world,
            {call.assignment->id, score.user->id, content.url, content.title, content.media_type},
            call.context.now
        );
        call.applies(content.title.empty() || content.media_type.empty() ? "ags/5.8.13" : "ags/5.8.7");
        if (content.media_type.empty()) progress.media_type = media_type_of(progress.file_name);
        progress.submits = !multiple && reaches_gradebook;
        progress.submitted_at = multiple ? score.submitted_at : std::nullopt;
        content.shown["progress"] = progress_url(call.context.issuer.origin, *call.course, progress);
        if (multiple) {
            score.attachments.push_back({progress.file, progress.file_name, progress.media_type, content.url, 0});
        }
    }
    if (multiple && score.new_submission && score.files.size() > 1) call.applies("ags/5.8.5");
    if (score.submitted_at) call.applies("ags/5.8.4");
    return std::nullopt;
}

world::Progress& queue_file(world::World& world, QueuedFile file, base::Instant now) {
    auto& progress = world.progresses.emplace_back();
    progress.file = world.next_id++;
    progress.id = world.next_id++;
    progress.assignment = file.assignment;
    progress.user = file.user;
    progress.created_at = progress.updated_at = now;
    progress.file_name = file.name.empty() ? name_in(file.url) : std::move(file.name);
    progress.file_url = std::move(file.url);
    progress.media_type = file.media_type.empty() ? std::string(unknown_media_type) : std::move(file.media_type);
    world::touch(world, progress);
    world::touch_rest(world);
    return progress;
}

std::vector<world::Id> queued_files(world::World const& world, std::size_t first) {
    std::vector<world::Id> queued;
    for (auto i = first; i < world.progresses.size(); ++i) {
        auto const& progress = world.progresses[i];
        if (progress.state == ProgressState::queued && progress.file != 0) queued.push_back(progress.id);
    }
    return queued;
}

void requeue_files(world::World& world) {
    for (auto& progress : world.progresses) {
        if (progress.state != ProgressState::running || progress.file == 0) continue;
        progress.state = ProgressState::queued;
        world::touch(world, progress);
    }
}

std::optional<std::string> begin_file(world::World& world, world::Id id, base::Instant now) {
    auto* const progress = world::progress_by_id(world, id);
    if (progress == nullptr || progress->state != ProgressState::queued || progress->file == 0) return std::nullopt;
    progress->state = ProgressState::running;
    progress->updated_at = now;
    world::touch(world, *progress);
    return progress->file_url;
}

void finish_file(world::World& world, world::Id id, FetchedFile const& file, base::Instant now) {
    auto* const progress = world::progress_by_id(world, id);
    if (progress == nullptr || is_settled(*progress)) return;
    progress->updated_at = now;
    constexpr int ok = 200;
    constexpr int redirect = 300;
    bool const arrived = file.status && *file.status >= ok && *file.status < redirect && file.trouble.empty();
    if (!arrived) {
        progress->state = ProgressState::failed;
        progress->message = why_not(*progress, file);
        world::touch(world, *progress);
        return;
    }
    if (progress->media_type == unknown_media_type && !file.media_type.empty()) progress->media_type = file.media_type;
    progress->state = ProgressState::completed;
    progress->completion = 100;
    base::json::object results;
    results["id"] = progress->file;
    progress->results = std::move(results);
    world::touch(world, *progress);

    world::Attachment attachment{
        progress->file, progress->file_name, progress->media_type, progress->file_url, file.size};
    if (progress->submits) {
        submit_file(world, *progress, std::move(attachment), now);
    } else {
        complete_attachments(world, *progress, attachment);
    }
}

}  // namespace easel::services
