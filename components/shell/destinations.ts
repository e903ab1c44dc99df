import {
  Boxes,
  Cloud,
  CreditCard,
  GraduationCap,
  HardDriveDownload,
  House,
  KeyRound,
  LayoutGrid,
  type LucideIcon,
  Server,
  SlidersHorizontal,
  Users,
} from 'lucide-react'
import type { Role } from '@/lib/core/actor'
import { paths } from '@/lib/shared/paths'
import { type Action, may } from '@/lib/shared/policy'
import type { shell } from '@/messages/shell'

export interface Destination {
  readonly label:
    | 'home'
    | 'myClass'
    | 'classes'
    | 'clusters'
    | 'machines'
    | 'cards'
    | 'keys'
    | 'clouds'
    | 'apps'
    | 'releases'
    | 'users'
    | 'settings'
  readonly href: string
  readonly icon: LucideIcon
  /** What its page is for: who may not do that does not see it. */
  readonly action: Action
}

type Labels = (typeof shell)['en']

/** The pages of the sidebar and of the palette, in order. */
export const DESTINATIONS: readonly Destination[] = [
  { label: 'home', href: paths.home(), icon: House, action: 'panel.use' },
  { label: 'myClass', href: paths.attend(), icon: GraduationCap, action: 'class.attend' },
  { label: 'clusters', href: paths.clusters(), icon: Boxes, action: 'clusters.read' },
  { label: 'machines', href: paths.machines(), icon: Server, action: 'machines.read' },
  { label: 'cards', href: paths.cards(), icon: CreditCard, action: 'cards.read' },
  { label: 'keys', href: paths.keys(), icon: KeyRound, action: 'ssh-keys.read' },
  { label: 'clouds', href: paths.clouds(), icon: Cloud, action: 'cloud-accounts.read' },
  { label: 'apps', href: paths.apps(), icon: LayoutGrid, action: 'apps.read' },
  { label: 'classes', href: paths.classes(), icon: GraduationCap, action: 'classes.read' },
  { label: 'releases', href: paths.releases(), icon: HardDriveDownload, action: 'releases.read' },
  { label: 'users', href: paths.users(), icon: Users, action: 'users.read' },
  { label: 'settings', href: paths.settings(), icon: SlidersHorizontal, action: 'account.manage' },
]

/** A student's home is the page of their class. */
export const destinationsFor = (role: Role): readonly Destination[] =>
  DESTINATIONS.filter(
    ({ label, action }) => may({ role }, action) && (label !== 'home' || !may({ role }, 'class.attend')),
  )

export const labelOf = (destination: Destination, labels: Labels): string => labels[destination.label]

/** Whether the page at `pathname` belongs to the destination. */
export const isHere = (destination: Destination, pathname: string): boolean =>
  destination.href === '/'
    ? pathname === '/'
    : pathname === destination.href || pathname.startsWith(`${destination.href}/`)
