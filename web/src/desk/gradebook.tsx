/** Students and assignments of each course; a cell leads to the submission. */
import type { JSX } from 'preact';
import { Text } from '../shared/ui.tsx';
import { Card, fits, person, Scroll, shown_name } from './parts.tsx';
import { useDesk, useRead } from './store.ts';
import type { GradebookLine } from './types.ts';

/** "7.5", "complete", "submitted" */
export function grade_of(line: GradebookLine): string {
    if (line.excused) return 'excused';
    if (line.grade !== null && !/^[\d.]+$/.test(line.grade)) return line.grade;
    return line.score !== null ? String(line.score) : line.state === 'unsubmitted' ? '–' : line.state;
}

function Cell({ line }: { line: GradebookLine }): JSX.Element {
    const { link } = useDesk();
    const notes = [
        line.score !== null && line.state !== 'graded' && line.state, line.late && 'late', line.points_deducted > 0 && `−${line.points_deducted} late`,
        line.attempt > 0 && `#${line.attempt}`,
    ].filter(Boolean);
    const grade = grade_of(line);
    return (
        <td>
            <a href={link('submission', { course: line.course, assignment: String(line.assignment_id), user: line.user })} data-row aria-label={`${line.title}, ${line.user}: ${grade === '–' ? 'nothing' : grade}`}>{grade}</a>
            {notes.length > 0 && <span class="muted"> {notes.join(' ')}</span>}
        </td>
    );
}

export function GradebookView(): JSX.Element {
    const { whole, route, here } = useDesk();
    const { data, error } = useRead<{ gradebook: GradebookLine[] }>('/gradebook');
    const course = route.params.get('course') ?? '';
    const query = route.params.get('q') ?? '';
    const lines = data?.gradebook ?? [];
    const courses = whole.world.courses.filter((one) => lines.some((line) => line.course === one.name));
    const shown = courses.filter((one) => !course || one.name === course);
    return (
        <>
            <div class="row between view-title">
                <h1 tabIndex={-1}>Gradebook</h1>
                <label class="row">Course
                    <select value={course} onChange={(event) => { location.hash = here({ course: event.currentTarget.value || null }); }}>
                        <option value="">all</option>
                        {courses.map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}
                    </select>
                </label>
            </div>
            {error && <p class="remark bad" role="alert">{error}</p>}
            <p class="lead">Of each submission its score, or its state; #1 is the first attempt.</p>
            <div data-list>{shown.map((one) => {
                const of_course = lines.filter((line) => line.course === one.name);
                const by_assignment = new Map(of_course.map((line) => [line.assignment_id, line]));
                const names = [...new Set(of_course.map((line) => line.user))];
                const whole_course = fits(query, one.title);
                const columns = [...by_assignment.values()];
                const kept = whole_course ? [] : columns.filter((line) => fits(query, line.title));
                const wanted = kept.length ? kept : columns;
                const rows = whole_course || kept.length ? names : names.filter((name) => fits(query, name, shown_name(person(whole.world, name))));
                if (!rows.length) return null;
                const at = new Map(of_course.map((line) => [`${line.user} ${line.assignment_id}`, line]));
                return (
                    <Card key={one.name} id={`grades-${one.id}`} title={<Text text={one.title} />} count={rows.length}>
                        <Scroll label={`Grades of ${one.title}`}>
                            <table class="grades">
                                <thead>
                                    <tr>
                                        <th scope="col">Student</th>
                                        {wanted.map((line) => <th scope="col" key={line.assignment_id}><Text text={line.title} /><br /><span class="who">of {line.points_possible}</span></th>)}
                                    </tr>
                                </thead>
                                <tbody>
                                    {rows.map((name) => (
                                        <tr key={name}>
                                            <th scope="row"><Text text={shown_name(person(whole.world, name))} /></th>
                                            {wanted.map(({ assignment_id }) => {
                                                const line = at.get(`${name} ${assignment_id}`);
                                                return line ? <Cell key={assignment_id} line={line} /> : <td key={assignment_id} />;
                                            })}
                                        </tr>
                                    ))}
                                </tbody>
                            </table>
                        </Scroll>
                    </Card>
                );
            })}</div>
            {data && !shown.length && <p class="muted">There is no student with an assignment.</p>}
        </>
    );
}
