import type { WayOut } from './way-out'

/** By the code of what fails when an app comes, changes or goes. */
export const appWaysOut = {
  'app-has-no-balancer': {
    title: 'The cloud gives no load balancer',
    likely: 'The cloud controller of the cluster does not run, or the account has reached its limit.',
    todo: 'Look at the events of the Service and at the pods of the cloud controller, then retry.',
    byHand: ['kubectl describe service <app>', 'kubectl -n kube-system get pods'],
  },
  'app-image-missing': {
    title: 'The image of the app is not here',
    likely: 'It was never built or brought for this kind of processor.',
    todo: 'Its page in the catalogue says how to get it; then retry.',
    byHand: [],
  },
  'app-not-ready': {
    title: 'The app does not become ready',
    likely: 'Its pods have no room, cannot get their image, or end with an error.',
    todo: 'Look at its pods on the cluster’s page, then retry.',
    byHand: ['kubectl get pods -A -o wide', 'kubectl get events -A --sort-by=.lastTimestamp'],
  },
  'app-vanished': {
    title: 'The app was deleted meanwhile',
    likely: 'Somebody removed it from the cluster while it was being started.',
    todo: 'Retry to start it again.',
    byHand: [],
  },
  'app-does-not-answer': {
    title: 'The app does not answer',
    likely: 'A firewall on the machine blocks its port, or another program has it.',
    todo: 'Look what listens there and open the port, then retry.',
    byHand: ['curl -v http://<address>:<port>/'],
  },
  'app-unknown': {
    title: 'This app is not in the catalogue',
    likely: 'It belongs to another version of the panel.',
    todo: 'Remove it, or go back to the version that knows it.',
    byHand: [],
  },
  'app-has-no-ingress': {
    title: 'The ingress controller has no address',
    likely: 'Traefik does not run, or nothing gives its Service an address.',
    todo: 'Look at the pods and events in kube-system, then retry. Or take it back and install the app opened by a port.',
    byHand: ['kubectl -n kube-system get service traefik', 'kubectl -n kube-system get pods'],
  },
  'app-needs-address': {
    title: 'No name can be made of this address',
    likely: 'The ingress controller is at an IPv6 address or at a name, and the names need an IPv4 address.',
    todo: 'Take it back, and install the app opened by a port.',
    byHand: ['kubectl -n kube-system get service traefik'],
  },
  'app-needs-storage': {
    title: 'Nothing makes volumes on this cluster',
    likely: 'It was made without local storage, or its storage class is no longer the default one.',
    todo: 'Mark a storage class as the default one, then retry.',
    byHand: ['kubectl get storageclass'],
  },
  'app-kind-unknown': {
    title: 'The cluster does not take a new kind',
    likely: 'Its definition has a mistake, or the API server is very busy.',
    todo: 'Look at the conditions of the definition, then retry.',
    byHand: ['kubectl describe crd <name>'],
  },
  'app-object-taken': {
    title: 'Somebody else has this name',
    likely: 'A thing of this name was made by hand or by another app.',
    todo: 'Rename or delete it, then retry; or take the run back, which leaves it alone.',
    byHand: ['kubectl get <kind> <name> --show-labels'],
  },
  'app-left': {
    title: 'Something of the app is still there',
    likely: 'A pod or a volume is on a machine that does not answer, or a finaliser holds it.',
    todo: 'Bring the machine back or delete what is left by hand, then retry: it is looked for again.',
    byHand: ['kubectl get all,pvc,ingress -A -l buzzcrate.dev/app=<app>', 'kubectl get pv'],
  },
} as const satisfies Record<string, WayOut>
