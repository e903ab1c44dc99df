import type { Stream } from '@/lib/engine/step'

/** A line that a step writes itself, in words that are known beforehand. */
export interface OwnLine {
  readonly stream: Extract<Stream, 'cmd' | 'info'>
  readonly text: RegExp
}

const cmd = (text: RegExp): OwnLine => ({ stream: 'cmd', text })
const info = (text: RegExp): OwnLine => ({ stream: 'info', text })

const DELIVERED = [cmd(/ → .*:\//), info(/^It arrived, |^It was there already/)]
const UNIT_STARTED = [cmd(/^write /), cmd(/^systemctl enable --now /), info(/^k3s is up/)]

/**
 * What each step that every provider has always says of itself when it succeeds, by the step's name, in this order: each line once. What a step
 * says only sometimes, or again and again while it waits, is not in here.
 */
export const OWN_LINES: Readonly<Record<string, readonly OwnLine[]>> = {
  'host.reach': [cmd(/^ssh /), info(/ answered in /)],
  'host.preflight': [cmd(/^sh check-host\.sh$/)],
  'host.compare': [info(/ machines, each its own\. /)],
  'host.prepare': [info(/^Ready for k3s\.$| is back, and its memory controller is on\.$/)],
  'host.restore': [cmd(/^sh restore-boot-arguments\.sh$/)],
  'k3s.claim': [info(/ belongs to this cluster now\.$/)],
  'k3s.release': [info(/ is free\.$/)],
  'k3s.secrets': [info(/^Two join secrets /)],
  'k3s.forget-access': [info(/^The kubeconfig and the join secrets are forgotten\.$/)],
  'k3s.package': DELIVERED,
  'k3s.images': DELIVERED,
  'k3s.install': [cmd(/^sh k3s-install\.sh /), info(/^Installed\.$|^It was installed already\.$/)],
  'k3s.start-server': [...UNIT_STARTED, info(/^The cluster's certificate authority is /)],
  'k3s.join': UNIT_STARTED,
  'k3s.kubeconfig': [cmd(/^cat /), info(/ answers: /)],
  'k3s.renew-access': [cmd(/^cat /), info(/ answers: /)],
  'k3s.node-ready': [info(/ is Ready with /)],
  'k3s.remove': [cmd(/\/uninstall$/), cmd(/^sh restore-boot-arguments\.sh$/)],
  'k3s.verify-gone': [cmd(/^sh k3s-verify-gone\.sh$/), info(/^✓ no control groups of pods$/)],
  'k3s.receipt': [info(/ looks, nothing left\.$/)],
  'cluster.smoke-test': [cmd(/^kubectl apply /), info(/^The pod ran on /)],
  'app.side-load': [info(/^Sent | was there already\.$/)],
  'app.unload': [],
  'app.unload-old': [],
  'app.verify-gone': [info(/^✓ no Pod of /)],
  'app.deploy': [cmd(/ # Deployment /), cmd(/ # Service /), info(/ pods of .* are ready\.$/)],
  'app.remove': [cmd(/ delete service /), cmd(/ delete deployment /)],
  // Its command again whenever the app has moved to another address.
  'app.answers': [],
  'app.answers-at-balancer': [],
  'app.answers-at-ingress': [],
  'app.change': [cmd(/ # Deployment /), cmd(/ # Service /), info(/ pods of .* are ready\.$/)],
  'app.record-change': [],
  'app.record': [],
}
