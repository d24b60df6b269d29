#pragma once

#include "services/ags_call.hpp"
#include "services/answers.hpp"

#include <optional>
#include <string>
#include <vector>

namespace easel::services {

/// A file that a score names.
struct ContentFile {
    base::json::object shown; ///< what the answer repeats of it
    std::string url;
    std::string title;
    std::string media_type;
};

/// A score whose parameters have passed every check, as Canvas reads it. The pointers are into the call's parameters;
/// null when the key is absent or its value is no scalar.
struct Score {
    world::User* user = nullptr;
    std::string activity_progress;
    std::string grading_progress;
    base::Instant timestamp;
    base::json::value const* given = nullptr;
    base::json::value const* maximum = nullptr;
    base::json::value const* comment = nullptr;
    base::json::value extension;  ///< known keys only; null when absent
    bool counts = false;          ///< FullyGraded or PendingManual, with a scoreGiven. @par Source ags.md 5.4
    bool new_submission = true;
    bool preserve = false;
    bool prioritize_non_tool = false;
    std::string submission_type = "external_tool";
    std::string submission_data;
    std::optional<base::Instant> submitted_at;
    std::vector<ContentFile> files; ///< content items of type "file"
    bool job_submits = false; ///< the files' jobs make the submission, not this request. @par Source ags.md 5.8
    std::vector<world::Attachment> attachments; ///< of the submission that this request makes
};

/// Does what the score says to submission, grade and result, in Canvas's order. Errors are those of its validations; a
/// new submission stays even then. @par Source ags.md 5.4
struct Recorded {
    world::Result* result = nullptr;  ///< null when there are errors
    std::vector<FieldError> errors;
    std::string_view row;  ///< of ags.md 4, for the errors
};
[[nodiscard]] Recorded record_score(Call& call, Score const& score);

/// Hands the score's files to the file service: a progress for each, whose URL joins what the answer shows, and, where
/// the request itself submits, the attachments. Else says why not. @par Source ags.md 5.8
[[nodiscard]] std::optional<http::Response> upload_files(Call& call, Score& score);

}  // namespace easel::services
