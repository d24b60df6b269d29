/** The live world of the run that is held: its states, and any other key as a line. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { post } from './api.ts';
import { C } from './strings.ts';
import type { Held } from './types.ts';
import { read_changes } from './changes.ts';

interface WorldNowProps { held: Held; attempt(work: Promise<unknown>): void }

interface PickProps { label: string; value: string; options: readonly string[]; change(value: string): void }

function Pick({ label, value, options, change }: PickProps): JSX.Element {
    return (
        <label>{label} <select value={value} onChange={(event) => change(event.currentTarget.value)}>{options.map((one) => <option key={one} value={one}>{one}</option>)}</select></label>
    );
}

export function WorldNow({ held, attempt }: WorldNowProps): JSX.Element {
    const { courses, canvas, dated_sets } = held.world;
    const [chosen, choose] = useState(courses[0]?.name ?? '');
    const course = courses.find((one) => one.name === chosen) ?? courses[0] ?? null;
    const [assignment, set_assignment] = useState('');
    const [person, set_person] = useState('');
    const work = course?.assignments.find((one) => one.name === assignment) ?? course?.assignments[0] ?? null;
    const who = course?.people.find((one) => one.name === person) ?? course?.people[0] ?? null;
    // What was chosen, by key; what is not in it stands as it is in the world.
    const [wanted, set_wanted] = useState<Record<string, string>>({});
    const [lines, set_lines] = useState('');
    const put = (key: string, value: string, now: string): void => {
        const { [key]: _gone, ...others } = wanted;
        set_wanted(value === now ? others : { ...others, [key]: value });
    };
    const changes = { ...wanted, ...read_changes(lines) };
    const count = Object.keys(changes).length;
    const send = (all: Record<string, string>): void => attempt(post('world', { changes: all }).then(() => { set_wanted({}); set_lines(''); }));
    const state_key = `world.courses.${course?.name}.state`;
    const attempts_key = `world.courses.${course?.name}.assignments.${work?.name}.attempts`;
    const attempts_now = String(work?.attempts ?? -1);
    const person_key = `world.courses.${course?.name}.people.${who?.name}.state`;
    return (
        <form class="world-now" aria-labelledby="world-now-title" onSubmit={(event) => { event.preventDefault(); send(changes); }}>
            <h3 id="world-now-title">{C.world_now}</h3>
            {course && (
                <div class="row fields">
                    <Pick label={C.course} value={course.name} options={courses.map((one) => one.name)} change={choose} />
                    <Pick label={C.course_state} value={wanted[state_key] ?? course.state} options={C.course_states} change={(value) => put(state_key, value, course.state)} />
                    {work && <Pick label={C.assignment} value={work.name} options={course.assignments.map((one) => one.name)} change={set_assignment} />}
                    {work && (
                        <label>{C.attempts} <input type="number" min={-1} max={1000} value={wanted[attempts_key] ?? attempts_now} onInput={(event) => put(attempts_key, event.currentTarget.value, attempts_now)} /></label>
                    )}
                    {who && <Pick label={C.person} value={who.name} options={course.people.map((one) => one.name)} change={set_person} />}
                    {who && <Pick label={C.enrolment_state} value={wanted[person_key] ?? who.state} options={C.enrolment_states} change={(value) => put(person_key, value, who.state)} />}
                    <Pick label={C.canvas} value={wanted['canvas'] ?? canvas} options={dated_sets} change={(value) => put('canvas', value, canvas)} />
                </div>
            )}
            <label for="world-lines">{C.world_lines}</label>
            <textarea id="world-lines" rows={2} spellcheck={false} value={lines} placeholder="world.courses.bio101.assignments.quiz1.due=2026-01-05T09:00:00Z" onInput={(event) => set_lines(event.currentTarget.value)} />
            <p class="row actions">
                <button type="submit" class="button" disabled={count === 0}>{count ? C.change_world(count) : C.change_world_idle}</button>
                <button type="button" class="button" onClick={() => send({ token: 'expired' })}>{C.expire_token}</button>
            </p>
        </form>
    );
}
