/** One submission: what was handed in, what it came to, and the calls that made it so. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Code, Text } from '../shared/ui.tsx';
import { calls_about } from './calls.ts';
import { Calls } from './calls_part.tsx';
import { grade_of } from './gradebook.tsx';
import { launch_url, open_url, type Target } from './launch.ts';
import { Card, moment, person, shown_name, WebLink } from './parts.tsx';
import { useDesk, useRead } from './store.ts';
import type { GradebookLine, LineItem, ResultLine } from './types.ts';

function Pairs({ label, rows }: { label: string; rows: [string, ComponentChildren][] }): JSX.Element {
    return (
        <table class="told">
            <caption class="offscreen">{label}</caption>
            <thead class="unseen"><tr><th scope="col"><span class="offscreen">What</span></th><th scope="col"><span class="offscreen">Value</span></th></tr></thead>
            <tbody>{rows.map(([name, value]) => <tr key={name}><th scope="row">{name}</th><td>{value}</td></tr>)}</tbody>
        </table>
    );
}

function HandedIn({ line, course_id }: { line: GradebookLine; course_id: number }): JSX.Element {
    const desk = useDesk();
    const { whole } = desk;
    const [page, set_page] = useState(false);
    const course = whole.world.courses.find((one) => one.id === course_id);
    const teacher_id = course?.enrolments.find((one) => one.role === 'teacher' && one.state === 'active')?.user;
    const teacher = whole.world.users.find((user) => user.id === teacher_id);
    const target: Target | null = line.type === 'basic_lti_launch' && line.url && line.assignment ? { to: line.assignment, url: line.url } : null;
    const nothing = !line.type && !line.url && !line.body && !line.attachments.length;
    return (
        <Card id="handed-in" title="Handed in" more={line.type && <span class="tag"><Text text={line.type} /></span>}>
            {nothing && <p class="muted">Nothing was handed in.</p>}
            {line.url && <p><WebLink url={line.url} /></p>}
            {target && teacher && (
                <p class="row">
                    <a class="button" href={open_url(desk, teacher.name, target)}>Open it as {shown_name(teacher)}</a>
                    <a class="button" href={launch_url(desk, teacher.name, target)} target="_blank" rel="noopener">New tab</a>
                </p>
            )}
            {line.body && (
                <>
                    <Code text={line.body} label="Text that was handed in" wrap />
                    <p><button type="button" class="button" aria-expanded={page} onClick={() => set_page(!page)}>{page ? 'Hide the page' : 'Show it in a sealed frame'}</button></p>
                    {page && <iframe class="sealed" sandbox="" srcdoc={line.body} title="Text that was handed in, without scripts" referrerpolicy="no-referrer" />}
                </>
            )}
            {line.attachments.length > 0 && (
                <ul class="plain">{line.attachments.map((file, i) => <li key={i}><b><Text text={file.name} /></b> <span class="muted">{file.media_type ?? ''} {file.size} bytes</span> <WebLink url={file.url} /></li>)}</ul>
            )}
        </Card>
    );
}

export function SubmissionView(): JSX.Element {
    const desk = useDesk();
    const { store, whole, route, link } = desk;
    const user = route.params.get('user') ?? '';
    const course = route.params.get('course') ?? '';
    const assignment_id = Number(route.params.get('assignment') ?? 0);
    const query = `?course=${encodeURIComponent(course)}&user=${encodeURIComponent(user)}`;
    const grades = useRead<{ gradebook: GradebookLine[] }>(`/gradebook${query}`);
    const items = useRead<{ line_items: LineItem[] }>(`/line_items?course=${encodeURIComponent(course)}`);
    const results = useRead<{ results: ResultLine[] }>(`/results${query}`);
    const line = grades.data?.gradebook.find((one) => one.assignment_id === assignment_id);
    const assignment = whole.world.assignments.find((one) => one.id === assignment_id);
    const own_items = (items.data?.line_items ?? []).filter((one) => one.assignment_id === assignment_id);
    const own_results = (results.data?.results ?? []).filter((one) => one.assignment_id === assignment_id);
    if (grades.error) return <><h1 tabIndex={-1}>Submission</h1><p class="remark bad" role="alert">{grades.error}</p></>;
    if (!grades.data) return <h1 tabIndex={-1}>Submission</h1>;
    if (!line || !assignment) return <><h1 tabIndex={-1}>Submission</h1><p class="muted">There is none. <a href={link('gradebook')}>Gradebook</a></p></>;
    const calls = calls_about(store.calls, user, line.assignment, own_items.map((item) => item.url));
    return (
        <>
            <p class="lead"><a href={link('gradebook', { course })}>Gradebook</a></p>
            <div class="row between view-title">
                <h1 tabIndex={-1}><Text text={line.title} /> · <Text text={shown_name(person(whole.world, user))} /></h1>
                <span class="grade"><b data-score>{grade_of(line)}</b> <span class="muted">of {line.points_possible}</span></span>
            </div>
            <div class="two">
                <Card id="state" title="State">
                    <Pairs label="State of the submission" rows={[
                        ['State', `${line.state}${line.excused ? ', excused' : ''}`],
                        ['Attempts', `${line.attempt}${line.extra_attempts ? `, ${line.extra_attempts} more granted` : ''}`],
                        ['Submitted', <>{moment(line.submitted_at)}{line.late && <span class="tag">late</span>}</>],
                        ['Due', moment(assignment.due_at)],
                        ['Score', line.score ?? '–'],
                        ...(line.points_deducted > 0 ? [['Deducted', `${line.points_deducted} by the late policy`] as [string, ComponentChildren]] : []),
                        ['Grade', line.grade === null ? '–' : <Text text={line.grade} />],
                    ]} />
                    <h3>Comments</h3>
                    {line.comments.length ? <ul class="plain comments">{line.comments.map((comment, i) => <li key={i}><Text text={comment} /></li>)}</ul> : <p class="muted">None.</p>}
                </Card>
                <HandedIn line={line} course_id={assignment.course} />
            </div>
            <Card id="line-items" title="Line items and results" count={own_items.length}>
                <p class="muted">As the tool sees it.</p>
                {own_items.map((item) => {
                    const result = own_results.find((one) => one.line_item === item.id);
                    return (
                        <section key={item.id} class="item">
                            <h3><Text text={item.label} /> <span class="who">{item.made_by_canvas ? 'made by Canvas' : 'made by a tool'}</span></h3>
                            <Pairs label={`Line item ${item.label}`} rows={[
                                ['Line item', <code key="u"><Text text={item.url} /></code>],
                                ['Maximum', item.score_maximum],
                                ...([['Tag', item.tag], ['Resource', item.resource_id], ['Link', item.resource_link_id]] as [string, string | null][]).filter(([, value]) => value !== null).map(([name, value]) => [name, <Text key={name} text={value!} />] as [string, ComponentChildren]),
                                ['Result', result ? `${result.score ?? '–'} of ${result.maximum ?? '–'}` : 'none'],
                                ...(result ? [
                                    ['Progress', [result.activity_progress, result.grading_progress].filter(Boolean).join(', ') || '–'],
                                    ['Comment', result.comment === null ? '–' : <Text key="c" text={result.comment} />],
                                    ['Updated', moment(result.updated_at)],
                                ] as [string, ComponentChildren][] : []),
                            ]} />
                            {result?.extension != null && <Code text={JSON.stringify(result.extension, null, 2)} label="Canvas's extension of the last score" />}
                        </section>
                    );
                })}
            </Card>
            <Card id="about" title="Calls about it" count={calls.length}>
                <Calls calls={calls} empty="No call that is kept has changed it." prefix="about" />
            </Card>
        </>
    );
}
