import type { WordRule } from './word-table'

/** Why an image cannot be pulled: matched against the kubelet's message. */
export const PULL: readonly WordRule[] = [
  {
    when: /not found|manifest unknown|NotFound|does not exist/i,
    words: 'Waiting: the image cannot be pulled, there is none of this name (name misspelt?).',
    hint: 'Check the name and the version of the image.',
  },
  {
    when: /unauthorized|denied|authentication required|authorization failed|403|401/i,
    words: 'Waiting: the image cannot be pulled, the registry wants a login (or the name is misspelt).',
    hint: 'Check the name, or give the cluster a login for this registry.',
  },
  {
    when: /no such host|server misbehaving|dial tcp: lookup /i,
    words: 'Waiting: the image cannot be pulled, the machine does not find the registry (no name resolution).',
    hint: 'Check that the machine has working name resolution and the internet.',
  },
  {
    when: /x509|certificate/i,
    words: "Waiting: the image cannot be pulled, the registry's certificate is not trusted.",
    hint: "Check the machine's clock first: a wrong time makes every certificate look bad.",
  },
  {
    when: /no space left/i,
    words: "Waiting: the image cannot be pulled, the machine's disk is full.",
    hint: 'Free space on the machine.',
  },
  {
    when: /no match for platform|exec format|does not match the specified platform/i,
    words: "Waiting: the image is not made for this machine's processor.",
    hint: 'Use an image that is built for it (arm64 or amd64).',
  },
  {
    when: /toomanyrequests|rate limit|429/i,
    words: 'Waiting: the registry allows no more downloads for now (rate limit).',
    hint: 'Wait, log in to the registry, or use a mirror.',
  },
  {
    when: /i\/o timeout|connection refused|network is unreachable|no route to host|EOF|dial tcp|TLS handshake timeout/i,
    words: 'Waiting: the image cannot be pulled, the registry does not answer.',
    hint: 'Check that the machine has a way to the internet, or side-load the image.',
  },
  {
    when: /./,
    words: 'Waiting: the image cannot be pulled (name misspelt?).',
    hint: 'The event with the full message is in the timeline.',
  },
]

/** Reasons of a waiting container that say enough by themselves; matched against `reason: message`. */
export const WAITING: readonly WordRule[] = [
  {
    when: /^InvalidImageName/,
    words: 'Waiting: the name of the image is not a valid one.',
    hint: 'Image names are small letters; the version comes after a colon.',
  },
  {
    when: /^ErrImageNeverPull/,
    words: 'Waiting: the image is not on this machine, and it may not be pulled.',
    hint: 'Side-load the image to this machine first.',
  },
  {
    when: /^CreateContainerConfigError:.*(secret|configmap) "([^"]+)" not found/i,
    words: 'Waiting: it needs the $1 "$2", which does not exist.',
    hint: 'Create it in the same namespace; the pod goes on by itself.',
  },
  {
    when: /^CreateContainerConfigError:.*runAsNonRoot and image will run as root/i,
    words: 'Waiting: the image wants to run as root, which the pod forbids.',
    hint: 'Set a user in the image, or runAsUser in the pod.',
  },
  {
    when: /^CreateContainerConfigError/,
    words: "Waiting: the container's settings cannot be used.",
    hint: 'The event with the full message is in the timeline.',
  },
  {
    when: /^(CreateContainerError|RunContainerError|StartError|ContainerCannotRun):?.*(executable file not found|no such file or directory)/i,
    words: 'Waiting: the program that it should start is not in the image.',
    hint: 'Check the command of the container.',
  },
  {
    when: /^(CreateContainerError|RunContainerError|StartError|ContainerCannotRun):?.*exec format error/i,
    words: "Waiting: the program is not made for this machine's processor.",
    hint: 'Use an image that is built for it (arm64 or amd64).',
  },
  {
    when: /^(CreateContainerError|RunContainerError|StartError|ContainerCannotRun)/,
    words: 'Waiting: the container cannot be started.',
    hint: 'The event with the full message is in the timeline.',
  },
  { when: /^PodInitializing/, words: 'Starting: its preparing containers run first.', hint: '' },
]

/** What the pod's latest event adds while containers are being made; matched against `reason: message`. */
export const CREATING: readonly WordRule[] = [
  {
    when: /^Pulled:.*already present on machine/i,
    words: 'Starting, the image is already on the machine.',
    hint: '',
  },
  { when: /^Pulled/, words: 'Starting, the image has arrived.', hint: '' },
  { when: /^Pulling:.*image "([^"]+)"/i, words: 'Fetching the image $1.', hint: '' },
  {
    when: /^FailedMount:.*(secret|configmap) "([^"]+)" not found/i,
    words: 'Waiting: it mounts the $1 "$2", which does not exist.',
    hint: 'Create it in the same namespace; the pod goes on by itself.',
  },
  {
    when: /^FailedMount:.*(not registered|failed to sync (secret|configmap) cache)/i,
    words: 'Starting: its settings are still on their way to the machine.',
    hint: '',
  },
  {
    when: /^(FailedMount|FailedAttachVolume)/,
    words: 'Waiting: a volume cannot be mounted.',
    hint: 'The event with the full message is in the timeline.',
  },
  {
    when: /^FailedCreatePodSandBox:.*(cni|network|flannel|subnet\.env)/i,
    words: 'Waiting: the pod network is not ready on this machine.',
    hint: 'This takes some seconds after a start. If it stays, look at the log of k3s on the machine.',
  },
  {
    when: /^FailedCreatePodSandBox:.*(pause|failed to (get|pull).*image)/i,
    words: 'Waiting: the small image that every pod needs (pause) is not on this machine.',
    hint: 'The air-gap images of the k3s release hold it: bring them to the machine.',
  },
  {
    when: /^FailedCreatePodSandBox/,
    words: 'Waiting: the machine cannot set up the pod.',
    hint: 'The event with the full message is in the timeline.',
  },
  { when: /^(Created|Started)/, words: 'Starting.', hint: '' },
]

/** One part of the scheduler's message each; the number of machines is in front. */
export const UNSCHEDULABLE: readonly WordRule[] = [
  { when: /Insufficient memory/i, words: 'too little free memory', hint: 'room' },
  { when: /Insufficient cpu/i, words: 'too little free CPU', hint: 'room' },
  { when: /Too many pods/i, words: 'as many pods as it may have', hint: 'room' },
  { when: /Insufficient (\S+)/i, words: 'too little $1', hint: 'room' },
  { when: /didn't have free ports/i, words: 'the port in use already', hint: 'port' },
  { when: /unschedulable/i, words: 'been closed for new pods (cordoned)', hint: 'cordon' },
  { when: /untolerated taint.*(not-ready|unreachable)/i, words: 'not been ready', hint: 'away' },
  { when: /untolerated taint.*(disk-pressure|memory-pressure)/i, words: 'run short of disk or memory', hint: 'room' },
  { when: /untolerated taint/i, words: 'a taint that keeps this pod away', hint: 'taint' },
  {
    when: /didn't match (Pod's )?node (affinity|selector)/i,
    words: 'not the labels that the pod asks for',
    hint: 'labels',
  },
  { when: /anti-affinity|topology spread/i, words: 'a pod already that this one must keep away from', hint: 'spread' },
  { when: /volume|persistentvolume/i, words: 'no way to its volume', hint: 'volume' },
]

export const UNSCHEDULABLE_HINTS: Readonly<Record<string, string>> = {
  room: 'Scale something down, ask for less in the pod, or add a machine.',
  port: 'Only one pod a machine can have this port: use fewer copies or another port.',
  cordon: 'Uncordon a machine.',
  away: 'Bring a machine back, or add one.',
  taint: 'Give the pod a toleration, or take the taint off a machine.',
  labels: 'Label a machine, or change what the pod asks for.',
  spread: 'Use fewer copies, or add a machine.',
  volume: 'The volume is on another machine, or not made yet.',
}

/** Exit codes that mean something by themselves. */
export const EXIT_WORDS: Readonly<Record<number, string>> = {
  0: 'it ended by itself, although it should go on',
  1: 'it reported an error',
  126: 'its program may not be run',
  127: 'its program was not found',
  132: "its program is not made for this machine's processor",
  134: 'it gave up (abort)',
  137: 'it was killed',
  139: 'it crashed (memory fault)',
  143: 'it was told to stop',
}

/** Reasons of a whole pod that failed. */
export const FAILED: readonly WordRule[] = [
  {
    when: /^Evicted:.*(memory)/i,
    words: 'Ended by Kubernetes: the machine ran short of memory.',
    hint: 'Set memory limits, or use a machine with more memory.',
  },
  {
    when: /^Evicted:.*(ephemeral-storage|disk|inodes|imagefs|nodefs)/i,
    words: 'Ended by Kubernetes: the disk of the machine was nearly full.',
    hint: 'Free space on the machine.',
  },
  { when: /^Evicted/, words: 'Ended by Kubernetes to free room on the machine.', hint: '' },
  {
    when: /^(OutOf(\w+)|UnexpectedAdmissionError)/,
    words: 'The machine refused it: no room by the time it arrived.',
    hint: 'What owns it makes another one.',
  },
  {
    when: /^NodeAffinity/,
    words: "The machine refused it: the machine's labels no longer fit.",
    hint: 'What owns it makes another one.',
  },
  {
    when: /^(NodeLost|NodeShutdown|Terminated)/,
    words: 'Ended because its machine went down.',
    hint: 'What owns it makes another one.',
  },
  { when: /^DeadlineExceeded/, words: 'Ended: it took longer than it may.', hint: '' },
]
