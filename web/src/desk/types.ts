/** What the control API answers (docs/openapi.yaml), as far as the page reads it. */
import type { HeldMessage } from '../shared/held.ts';
import type { Party } from '../shared/types.ts';

export interface Problem { error: string; pointer: string; hint?: string; code?: string; problems?: Problem[] }

export interface WorldLine { name: string; clock: 'real' | 'virtual'; now: string; seed: number; canvas: string; origin: string; base_path: string; tools: string[] }

export interface User { id: number; name: string; full_name: string; lti_id: string; deleted: boolean }
export interface Enrolment { user: number; role: string; state: string }
export interface Course { id: number; name: string; title: string; label: string; state: string; enrolments: Enrolment[]; cloned_from: string; account: number }
export interface Assignment {
    id: number; course: number; name: string; title: string; points: number; due_at: string | null; published: boolean; deleted: boolean; tool: number; grading: string;
}
export interface Placement { name: string; message_type: string; enabled: boolean; text: string; visibility: string }
export interface WorldTool {
    id: number; name: string; title: string; client_id: string; course: number; account?: number; deleted: boolean; login_url: string; target_link_uri: string;
    consumer_key?: string; placements: Placement[];
}
export interface Group { id: number; name: string; title: string; course: number; members: number[]; deleted: boolean }
export interface ResourceLink { id: number; name: string; link_id: string; context_kind: string; context: number; tool: number; title: string; deleted: boolean }
export interface Module { id: number; course: number; title: string; published: boolean; deleted: boolean }
export interface ModuleItem { id: number; module: number; assignment: number; link: number; title: string; published: boolean; deleted: boolean }
export interface Account { id: number; name: string; title: string; parent: number }

export interface Tables {
    account: { name: string };
    users: User[]; courses: Course[]; assignments: Assignment[]; tools: WorldTool[]; groups: Group[]; links: ResourceLink[]; modules: Module[];
    module_items: ModuleItem[]; accounts: Account[];
}
export interface WholeWorld extends WorldLine { world: Tables }

export interface Message { headers: Record<string, string>; body?: string; body_base64?: string; body_size?: number }
export interface Call {
    number: number; kind: string; from: Party; to: Party; at: string; took_ms: number; url: string;
    request: Message & { method: string; target: string };
    response: (Message & { status: number }) | null;
    error: string | null; trail: { fact: string; passed: boolean }[]; refused_by: string | null; fault: string | null;
    course: string | null; assignment: string | null; user: string | null; client_id: string | null;
}

export interface ResultLine {
    id: number; line_item: number; user: string; assignment_id: number; score: number | null; maximum: number | null; activity_progress: string | null;
    grading_progress: string | null; comment: string | null; extension: unknown; created_at: string; updated_at: string;
}
export interface GradebookLine {
    course: string; assignment: string | null; assignment_id: number; title: string; user: string; points_possible: number; score: number | null; grade: string | null;
    state: string; attempt: number; extra_attempts: number; submitted_at: string | null; late: boolean; points_deducted: number; excused: boolean; type: string | null;
    url: string | null; body: string | null; comments: string[]; attachments: { name: string; media_type: string | null; url: string; size: number }[]; result: ResultLine | null;
}
export interface LineItem {
    assignment_id: number; id: number; url: string; client_id: string; label: string; score_maximum: number; tag: string | null; resource_id: string | null;
    resource_link_id: string | null; start_at: string | null; end_at: string | null; made_by_canvas: boolean;
}

export interface Fault { number: number; call: string; assignment: string | null; label: string; plan: string; left: number | 'always'; struck: number }
export interface Clock { clock: 'real' | 'virtual'; now: string; advanced: string }

export interface Tool {
    lti_version: '1.3' | '1.1'; name: string; title: string; course: string | null; account: string | null; target_link_uri: string | null; placements: string[];
    privacy_level: string; client_id: string; deployment_id: string; deployments: { name: string; deployment_id: string; course: string | null; account: string | null }[];
    issuer: string; auth_url: string; token_url: string; jwks_url: string; login_url: string | null; redirect_uris: string[]; scopes: string[];
    state: 'active' | 'inactive'; on_for_account: boolean;
    consumer_key: string; outcome_service_url: string;
}
export interface Registration { id: string; uuid: string; tool: Tool }

/** `known`: calls whose answers can be held */
export interface Breaks { calls: string[]; patience: string; known: string[] }
export interface HeldLine { number: number; kind: string; from: Party; method: string; url: string; status: number; left_ms: number; limit_ms: number }
export interface Held extends HeldMessage { number: number; from: Party; to: Party; message: 'launch' | null }

/** Calls that Canvas answers, so that a fault can strike them. */
export const answered_calls = [
    'token', 'jwks', 'authorization', 'score', 'results', 'line_items', 'line_item', 'line_item_create', 'line_item_update', 'line_item_delete', 'progress', 'memberships',
    'outcome', 'outcome_read', 'outcome_delete', 'deep_link_return', 'content_item_return', 'file', 'configuration', 'registration', 'registration_read',
    'registration_update', 'rest',
];

/** Where a tool can be installed: an account or a course, and how a registration names it. */
export interface Place { id: string; title: string; kind: string; body: Record<string, string> }

/** What the replay console beside this one shows. */
export interface Replay { recording: { file: string; tool: string; cases: number; failed: number } | null; playing: boolean; can_play: boolean }
