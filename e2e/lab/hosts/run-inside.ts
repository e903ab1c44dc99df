import { type CommandOptions, type CommandResult, runCommand } from './run-command'

const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup']
const environment = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8']

/** Runs a shell command as root inside the host whose pid 1 has this number out here; needs neither its network nor its sshd. */
export function runInside(hostPid: number, command: string, options: CommandOptions = {}): Promise<CommandResult> {
  const enter = ['--target', String(hostPid), ...namespaces, '--', 'env', '-i', ...environment]
  return runCommand('nsenter', [...enter, 'sh', '-c', `cd / && ${command}`], options)
}
