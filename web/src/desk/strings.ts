/** Texts of the frame. Those of a view stand in it. */
import type { View } from './route.ts';

export const D = {
    brand: 'Easel',
    title: 'Easel, a mock Canvas',
    loading: 'Asking Canvas …',
    gone: 'Nobody answers: easel serve has ended, or is starting again.',
    unfollowed: 'New calls are not shown: too many pages follow them, or this page is not let in any more. It is tried again.',
    world: 'World',
    as: 'As',
    filter_label: 'Filter what is shown',
    views: {
        courses: 'Courses', gradebook: 'Gradebook', submission: 'Submission', traffic: 'Traffic', faults: 'Faults', clock: 'Clock', world: 'World', tools: 'Tools', calls: 'Calls',
    } as Record<View, string>,
    filter: {
        courses: 'Filter courses, people …', gradebook: 'Filter students, assignments …', traffic: 'Filter: score 422 !memberships …', faults: 'Filter plans …', tools: 'Filter tools …',
    } as Partial<Record<View, string>>,
    key_help: [
        ['?', 'this panel'],
        ['/ or s', 'to the filter; Esc leaves it'],
        ['j k, ↓ ↑', 'next, previous row'],
        ['g G', 'first, last row'],
        ['Enter or o', 'open the row'],
        ['Esc or u', 'close the call; up'],
        ['n N', 'next, previous refused call'],
        ['1 … 5', 'tabs of the call'],
        ['c', 'copy the call as cURL'],
        ['p', 'pause the traffic, go on'],
        ['[ ]', 'move between calls and the open one'],
        ['y', 'copy the link'],
        ['t', 'theme'],
    ] as [string, string][],
    filter_help: [
        ['score ada', 'both words stand in the row or in its reasons'],
        ['ags/5.2.13', 'a fact that a call rests on'],
        ['!memberships', 'the word does not stand there (traffic)'],
    ] as [string, string][],
};
