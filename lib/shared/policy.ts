import type { Actor, Role } from '@/lib/core/actor'

const ADMINS: readonly Role[] = ['admin']
const TEACHERS: readonly Role[] = ['admin', 'teacher']
/** Who has an e-mail address and a password, and more to lose than what a class lends. Students are not among them. */
const ABOVE_STUDENTS: readonly Role[] = ['admin', 'teacher', 'member']
const STUDENTS: readonly Role[] = ['student']
const EVERYBODY: readonly Role[] = [...ABOVE_STUDENTS, ...STUDENTS]

/**
 * Who may do what: the one table that routes, pages, live topics, the sidebar and the use cases ask. What is not in here
 * nobody may do. Being allowed to do a thing says nothing about *whose* thing: queries ask `visible…(actor)` besides.
 */
const WHO_MAY = {
  /** What there is for everybody who is signed in: the home page, the live stream, the description of the API. */
  'panel.use': EVERYBODY,
  /** One's own password and sessions. */
  'account.manage': ABOVE_STUDENTS,
  /** Two-step sign-in for one's own account. */
  'second-factor.manage': ABOVE_STUDENTS,
  'users.read': ADMINS,
  'users.manage': ADMINS,
  'audit.read': ADMINS,
  'settings.manage': ADMINS,
  'releases.read': ABOVE_STUDENTS,
  'releases.manage': ADMINS,
  'machines.read': ABOVE_STUDENTS,
  'machines.manage': ABOVE_STUDENTS,
  /** Images of cards hold keys: everybody has their own, and nobody another's, admins neither. */
  'cards.read': ABOVE_STUDENTS,
  'cards.manage': ABOVE_STUDENTS,
  'ssh-keys.read': ABOVE_STUDENTS,
  'ssh-keys.manage': ABOVE_STUDENTS,
  /** Drives of the panel's own machine are whose the machine is. One's own images only, admins too. */
  'cards.write': ADMINS,
  /** What cards are made from, for all people of the panel. */
  'card-sources.read': ABOVE_STUDENTS,
  'card-sources.manage': ADMINS,
  /** Accounts at a cloud, which cost their owner money: everybody has their own, and nobody another's, admins neither. */
  'cloud-accounts.read': ABOVE_STUDENTS,
  'cloud-accounts.create': ABOVE_STUDENTS,
  'cloud-accounts.change': ABOVE_STUDENTS,
  'cloud-accounts.delete': ABOVE_STUDENTS,
  /** Looking for what is left there without a cluster, and deleting it. */
  'cloud-accounts.sweep': ABOVE_STUDENTS,
  /** What clusters in the cloud cost; an admin sees everybody's. */
  'costs.read': ABOVE_STUDENTS,
  /** What one's own boards cost, to compare. */
  'costs.change': ABOVE_STUDENTS,
  'clusters.read': EVERYBODY,
  'clusters.create': EVERYBODY,
  'clusters.change': EVERYBODY,
  'clusters.delete': EVERYBODY,
  /** Two clusters that are made at the same moment, side by side. */
  'races.read': ABOVE_STUDENTS,
  'races.create': ABOVE_STUDENTS,
  /** What is said about a race besides, e.g. how long imaging took. */
  'races.change': ABOVE_STUDENTS,
  'runs.read': EVERYBODY,
  'runs.command': EVERYBODY,
  'apps.read': EVERYBODY,
  'apps.install': EVERYBODY,
  /** Classes: a teacher's are those that they made or were added to. */
  'classes.read': TEACHERS,
  'classes.manage': TEACHERS,
  /** One's own seat in a class. */
  'class.attend': STUDENTS,
  /** Where the images of apps come from. */
  'apps.manage': ADMINS,
} as const satisfies Record<string, readonly Role[]>

export type Action = keyof typeof WHO_MAY

export const may = (actor: Pick<Actor, 'role'>, action: Action): boolean => WHO_MAY[action].includes(actor.role)

/** What is left to somebody who must set up a second factor first. */
const WITHOUT_SECOND_FACTOR: readonly Action[] = ['second-factor.manage']

/** As `may`, for somebody of whom a second factor may be demanded that they do not have yet. */
export const mayNow = (user: Pick<Actor, 'role'> & { readonly owesSecondFactor: boolean }, action: Action): boolean =>
  may(user, action) && (!user.owesSecondFactor || WITHOUT_SECOND_FACTOR.includes(action))
