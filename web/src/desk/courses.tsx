/** People, courses, and everything in them that opens a tool. */
import type { JSX } from 'preact';
import { Fold, Text } from '../shared/ui.tsx';
import { launch_url, open_url, type Target } from './launch.ts';
import { Card, fits, moment, Scroll, shown_name } from './parts.tsx';
import { useDesk } from './store.ts';
import type { Course, Tables, WorldTool } from './types.ts';

/** Placements of a whole account or of a user; the others show in a course. */
const of_account = new Set(['account_navigation', 'global_navigation', 'user_navigation']);

/** Both ways to open something. */
export function Open({ what, target }: { what: string; target: Target }): JSX.Element {
    const desk = useDesk();
    return (
        <span class="opens">
            <a href={open_url(desk, desk.as, target)} data-row><Text text={what} /></a>{' '}
            <a class="new-tab" href={launch_url(desk, desk.as, target)} target="_blank" rel="noopener">new tab<span class="offscreen">: {what}</span></a>
        </span>
    );
}

function roles_of(world: Tables, user: number): string {
    return world.courses.filter((course) => !course.cloned_from).flatMap((course) =>
        course.enrolments.filter((one) => one.user === user).map((one) => `${course.name} (${one.role}${one.state === 'active' ? '' : `, ${one.state}`})`)).join(', ');
}

function People({ query }: { query: string }): JSX.Element {
    const { whole, as, here } = useDesk();
    const people = whole.world.users.filter((user) => !user.deleted && fits(query, user.name, user.full_name, roles_of(whole.world, user.id)));
    return (
        <div class="card flush">
            <Fold summary={<h2>People <span class="count">{people.length}</span></h2>}>
                {() => (
                    <Scroll label="People and their roles">
                        <table>
                            <thead><tr><th scope="col">Person</th><th scope="col">Name</th><th scope="col">Courses and roles</th></tr></thead>
                            <tbody>
                                {people.map((user) => (
                                    <tr key={user.id}>
                                        <th scope="row"><a href={here({ as: user.name })} data-row aria-current={user.name === as ? 'true' : undefined}><Text text={user.name} /></a>{user.name === as && <span class="tag">you</span>}</th>
                                        <td><Text text={shown_name(user)} /></td>
                                        <td><Text text={roles_of(whole.world, user.id) || '–'} /></td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </Scroll>
                )}
            </Fold>
        </div>
    );
}

/** Is it installed in that account, or in one above it? 0 is the root account. */
function is_in_account(world: Tables, tool: WorldTool, account: number): boolean {
    if (tool.deleted || tool.course) return false;
    for (let at = account, steps = 0; at && steps < 100; ++steps) {
        if (tool.account === at) return true;
        at = world.accounts.find((one) => one.id === at)?.parent ?? 0;
    }
    return !tool.account;
}

function is_there(world: Tables, tool: WorldTool, course: Course): boolean {
    return tool.course ? !tool.deleted && tool.course === course.id : is_in_account(world, tool, course.account);
}

function Placements({ tool, account, target }: { tool: WorldTool; account: boolean; target: Target }): JSX.Element | null {
    const shown = tool.placements.filter((placement) => placement.enabled && of_account.has(placement.name) === account);
    if (!shown.length) return null;
    return (
        <li>
            <p><b><Text text={tool.title || tool.name} /></b> {tool.consumer_key ? <span class="tag">LTI 1.1</span> : null}</p>
            <ul class="placements">
                {shown.map((placement) => (
                    <li key={placement.name}>
                        <Open what={placement.name} target={{ ...target, tool: tool.name, placement: placement.name }} />
                        {/DeepLinking|ContentItemSelection/.test(placement.message_type) && <span class="tag">picker</span>}
                    </li>
                ))}
            </ul>
        </li>
    );
}

function CourseCard({ course, query }: { course: Course; query: string }): JSX.Element | null {
    const { whole, as } = useDesk();
    const { world } = whole;
    const me = world.users.find((user) => user.name === as);
    const mine = course.enrolments.filter((one) => one.user === me?.id).map((one) => one.role + (one.state === 'active' ? '' : `, ${one.state}`));
    const named = fits(query, course.name, course.title, course.label);
    const keep = (...texts: string[]): boolean => named || fits(query, ...texts);
    const assignments = world.assignments.filter((one) => one.course === course.id && !one.deleted && keep(one.name, one.title));
    const modules = world.modules.filter((one) => one.course === course.id && !one.deleted);
    const links = world.links.filter((one) => !one.deleted && one.context_kind === 'course' && one.context === course.id && keep(one.name, one.title));
    const groups = world.groups.filter((one) => one.course === course.id && !one.deleted && keep(one.name, one.title));
    const tools = world.tools.filter((tool) => is_there(world, tool, course) && keep(tool.name, tool.title));
    if (!assignments.length && !links.length && !groups.length && !named) return null;
    const base = `course-${course.id}`;
    return (
        <Card
            id={base}
            title={<><Text text={course.title} /> <span class="who"><Text text={course.label} /></span></>}
            more={<span class="muted">{course.state !== 'available' && <span class="tag">{course.state}</span>} {mine.length ? `you: ${mine.join('; ')}` : 'you are not in it'}</span>}
        >
            {assignments.length > 0 && (
                <Scroll label={`Assignments of ${course.title}`}>
                    <table class="assignments">
                        <caption>Assignments</caption>
                        <thead><tr><th scope="col">Assignment</th><th scope="col" class="num">Points</th><th scope="col">Due</th><th scope="col">State</th></tr></thead>
                        <tbody>
                            {assignments.map((one) => (
                                <tr key={one.id}>
                                    <th scope="row">{one.tool && one.name ? <Open what={one.title} target={{ to: one.name }} /> : <Text text={one.title} />}</th>
                                    <td class="num">{one.points}</td>
                                    <td>{moment(one.due_at)}</td>
                                    <td>{one.published ? 'published' : 'unpublished'}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </Scroll>
            )}
            <div class="columns">
                {modules.map((module) => (
                    <div key={module.id}>
                        <h3><Text text={module.title} /> <span class="who">module{module.published ? '' : ', unpublished'}</span></h3>
                        <ul>{world.module_items.filter((item) => item.module === module.id && !item.deleted).map((item) => {
                            const assignment = world.assignments.find((one) => one.id === item.assignment);
                            const link = world.links.find((one) => one.id === item.link);
                            const target: Target | null = assignment?.tool && assignment.name ? { to: assignment.name } : link ? { link: link.link_id } : null;
                            return <li key={item.id}>{target ? <Open what={item.title} target={target} /> : <Text text={item.title} />}</li>;
                        })}</ul>
                    </div>
                ))}
                {links.length > 0 && (
                    <div>
                        <h3>Links</h3>
                        <ul>{links.map((link) => <li key={link.id}><Open what={link.title || link.link_id} target={{ link: link.link_id }} /></li>)}</ul>
                    </div>
                )}
                {groups.length > 0 && (
                    <div>
                        <h3>Groups</h3>
                        <ul>{groups.map((group) => (
                            <li key={group.id}>
                                <Text text={group.title || group.name} /> <span class="muted">({group.members.map((id) => world.users.find((user) => user.id === id)?.name ?? '?').join(', ') || 'empty'})</span>{' '}
                                {world.tools.filter((tool) => !tool.deleted && !tool.course).map((tool) => <Open key={tool.id} what={tool.title || tool.name} target={{ group: group.name, tool: tool.name }} />)}
                            </li>
                        ))}</ul>
                    </div>
                )}
            </div>
            {tools.length > 0 && (
                <Fold summary={<h3>Placements</h3>}>
                    {() => <ul class="tools-here">{tools.map((tool) => <Placements key={tool.id} tool={tool} account={false} target={{ course: course.name }} />)}</ul>}
                </Fold>
            )}
        </Card>
    );
}

export function CoursesView(): JSX.Element {
    const { whole, route, link } = useDesk();
    const { world } = whole;
    const query = route.params.get('q') ?? '';
    const courses = world.courses.filter((course) => course.state !== 'deleted' && !course.cloned_from);
    const blank = world.tools.filter((tool) => !tool.deleted && !tool.consumer_key && !tool.login_url);
    // Only an account that something is installed in shows its navigation.
    const accounts = [{ id: 0, name: 'true', title: world.account.name }, ...world.accounts.filter((account) => world.tools.some((tool) => tool.account === account.id && !tool.deleted))];
    return (
        <>
            <h1 class="view-title" tabIndex={-1}>Courses</h1>
            {blank.map((tool) => (
                <p class="remark bad" key={tool.id}>
                    Canvas does not know where the tool <b><Text text={tool.title || tool.name} /></b> is. <a href={link('tools')}>Register it</a>, or start <code>easel serve --tool FILE</code>.
                </p>
            ))}
            <div data-list>
                <People query={query} />
                {courses.map((course) => <CourseCard key={course.id} course={course} query={query} />)}
                {accounts.map((account) => {
                    const tools = world.tools.filter((tool) => is_in_account(world, tool, account.id) && tool.placements.some((placement) => placement.enabled && of_account.has(placement.name)));
                    if (!tools.length) return null;
                    return (
                        <Card key={account.id} id={`account-${account.id}`} title={<><Text text={account.title || account.name} /> <span class="who">{account.id ? 'sub-account' : 'account'}</span></>}>
                            <ul class="tools-here">{tools.map((tool) => <Placements key={tool.id} tool={tool} account target={{ account: account.name }} />)}</ul>
                        </Card>
                    );
                })}
            </div>
        </>
    );
}
