import {
  Boxes,
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
import type { shell } from '@/messages/shell'

export interface Destination {
  readonly label: 'home' | 'clusters' | 'machines' | 'keys' | 'apps' | 'releases' | 'users' | 'settings'
  readonly href: string
  readonly icon: LucideIcon
  readonly roles: readonly Role[]
}

type Labels = (typeof shell)['en']

const EVERYBODY: readonly Role[] = ['admin', 'member']

/** The pages of the sidebar and of the palette, in order. */
export const DESTINATIONS: readonly Destination[] = [
  { label: 'home', href: paths.home(), icon: House, roles: EVERYBODY },
  { label: 'clusters', href: paths.clusters(), icon: Boxes, roles: EVERYBODY },
  { label: 'machines', href: paths.machines(), icon: Server, roles: EVERYBODY },
  { label: 'keys', href: paths.keys(), icon: KeyRound, roles: EVERYBODY },
  { label: 'apps', href: paths.apps(), icon: LayoutGrid, roles: EVERYBODY },
  { label: 'releases', href: paths.releases(), icon: HardDriveDownload, roles: EVERYBODY },
  { label: 'users', href: paths.users(), icon: Users, roles: ['admin'] },
  { label: 'settings', href: paths.settings(), icon: SlidersHorizontal, roles: EVERYBODY },
]

export const destinationsFor = (role: Role): readonly Destination[] =>
  DESTINATIONS.filter((destination) => destination.roles.includes(role))

export const labelOf = (destination: Destination, labels: Labels): string => labels[destination.label]

/** Whether the page at `pathname` belongs to the destination. */
export const isHere = (destination: Destination, pathname: string): boolean =>
  destination.href === '/'
    ? pathname === '/'
    : pathname === destination.href || pathname.startsWith(`${destination.href}/`)
