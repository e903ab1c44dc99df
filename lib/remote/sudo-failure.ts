import type { AppError } from '@/lib/core/errors'
import { type HostFailureCode, hostFailure } from '@/lib/ports/host-failures'
import { isLoginUser } from '@/lib/shared/machine-list'
import { at, type Whom } from './connect-failure'
import { shellQuote } from './quote'

export interface BeforeReady {
  /** Standard error up to the end. */
  readonly errors: readonly string[]
  /** Standard output up to the end, without the launcher's own lines. */
  readonly before: readonly string[]
  readonly status: number | undefined
  /** sudo was asked. */
  readonly sudo: boolean
  /** How often sudo asked for a password in a way that shows. */
  readonly passwordAsked: number
  readonly withPassword: boolean
}

interface Scene {
  readonly where: string
  readonly user: string
  /** The user as one writes it in a command. */
  readonly userWord: string
  /** The last words, in one line. */
  readonly said: string
}

interface Story {
  readonly code: HostFailureCode
  readonly tell: (scene: Scene) => string
}

interface Cause extends Story {
  readonly when: RegExp
}

const EXPIRED: Cause = {
  when: /password (?:has )?(?:is )?expired|password change required|required to change your password|password is expired/i,
  code: 'host-password-expired',
  tell: ({ where, user, userWord }) =>
    `The password of ${user} on ${where} has expired, and only a person can choose a new one. Log in there by hand and run: passwd — or as root: chage -M -1 -d -1 ${userWord}`,
}

/** Why the shell of a login never came to our command. In the order of how much the words explain. */
const LOGIN_CAUSES: readonly Cause[] = [
  EXPIRED,
  {
    when: /not available|nologin|only provides|shell access|shell is disabled|interactive shell|not a valid shell/i,
    code: 'host-login-refused',
    tell: ({ where, user, userWord, said }) =>
      `${where} lets ${user} in but runs no commands for it (“${said}”). Give ${user} a normal shell, for example: sudo usermod -s /bin/bash ${userWord}`,
  },
]

const START_UP_FILE =
  /(\S*\.(?:bashrc|bash_profile|bash_login|profile|zshenv|zshrc|cshrc|tcshrc|login|kshrc|config\/fish\/config\.fish))\b/

const SHELL_ENDS: Story = {
  code: 'host-shell-ends',
  tell: ({ where, user, said }) => {
    const file = START_UP_FILE.exec(said)?.[1] ?? '~/.bashrc (or ~/.profile, ~/.zshenv, ~/.ssh/rc)'
    return `${where} lets ${user} in, but its shell ends before it runs anything${said === '' ? '' : ` (“${said}”)`}: a file that it reads first does so, ${file}. Look there for exit, exec or a program that takes over, and let it do so for people only: case $- in *i*) ;; *) return ;; esac as its first line.`
  },
}

const SUDO_CAUSES: readonly Cause[] = [
  EXPIRED,
  {
    when: /not found, but doas/,
    code: 'host-sudo-not-allowed',
    tell: ({ where }) =>
      `${where} has doas in place of sudo, which BuzzCrate does not use. Install sudo beside it (as root: apt-get install sudo, or pacman -S sudo), or let BuzzCrate log in as root.`,
  },
  {
    when: /sudo\W*: (command not found|not found|no such file)/i,
    code: 'host-sudo-not-allowed',
    tell: ({ where }) =>
      `sudo is not installed on ${where}. Install it there (as root: apt-get install sudo, or pacman -S sudo), or let BuzzCrate log in as root.`,
  },
  {
    when: /must have a tty|no tty present and no askpass/i,
    code: 'host-sudo-not-allowed',
    tell: ({ where, user, userWord }) =>
      `sudo on ${where} works in a terminal only (requiretty), and BuzzCrate has none. Except ${user} from that, as root there: echo ${shellQuote(`Defaults:${user} !requiretty`)} > /etc/sudoers.d/buzzcrate-${userWord.replace(/\W+/g, '-').replace(/^-|-$/g, '')}`,
  },
  {
    when: /effective uid is not 0|must be owned by uid 0|no valid sudoers|nosuid|no new privileges/i,
    code: 'host-sudo-not-allowed',
    tell: ({ where, said }) =>
      `sudo on ${where} is broken (“${said}”). Mend it as root there, or let BuzzCrate log in as root.`,
  },
  {
    // The last is how sudo-rs says it (Ubuntu from 25.10 on).
    when: /is not in the sudoers file|is not allowed to (run|execute)|may not run sudo|I'm afraid I can't do that/i,
    code: 'host-sudo-not-allowed',
    tell: ({ where, user, userWord }) =>
      `${user} may not use sudo on ${where}. As root there, run: usermod -aG sudo ${userWord} (on Arch and Fedora: wheel), then log out of the machine once.`,
  },
]

const PASSWORD_NEEDED: Story = {
  code: 'host-sudo-password-needed',
  tell: ({ where, user }) =>
    `sudo on ${where} asks for ${user}'s password, and BuzzCrate has none. Enter it for this machine, or let ${user} use sudo without one.`,
}

const PASSWORD_WRONG: Story = {
  code: 'host-sudo-password-wrong',
  tell: ({ where, user }) =>
    `sudo on ${where} does not take the password that BuzzCrate has for ${user}. Enter the right one for this machine.`,
}

const WAITS: Story = {
  code: 'host-sudo-waits',
  tell: ({ where, user, said }) =>
    `sudo on ${where} did not ask for a password but waits for something else${said === '' ? '' : ` (“${said}”)`}, a finger, a key or a code. Let ${user} use sudo without it, as root there: echo ${shellQuote(`${user} ALL=(ALL) NOPASSWD: ALL`)} > /etc/sudoers.d/buzzcrate — or take its line out of /etc/pam.d/sudo.`,
}

/** What a forced command says that images of clouds put before root's key. */
const OTHER_USER = /login as the user ["“]([^"”]+)["”] rather than/i

/** Tells why a script never began although the login worked. */
export function launchFailure(whom: Whom, seen: BeforeReady): AppError {
  const lastOf = (lines: readonly string[]) => lines.filter((line) => line.trim() !== '').slice(-3)
  const words = lastOf(seen.errors).join(' · ')
  const printed = lastOf(seen.before).join(' · ')
  const user = whom.user ?? 'the login'
  const failure = ({ code, tell }: Story, said: string, more: Readonly<Record<string, string>> = {}) => {
    const userWord = /^[\w.@-]+$/.test(user) ? user : shellQuote(user)
    return hostFailure(code, {
      message: `${at(whom)}: ${said || `ended with status ${seen.status ?? 'unknown'} before the script began`}`,
      userMessage: tell({ where: at(whom), user, userWord, said: said.slice(0, 500) }),
      details: { machine: whom.name, address: whom.address, port: whom.port, ...more },
    })
  }
  if (seen.sudo) return failure(sudoStory(words, seen), words)
  const all = [printed, words].filter(Boolean).join(' · ')
  const other = OTHER_USER.exec(all)?.[1]
  if (other !== undefined && isLoginUser(other)) return failure(otherUser(other), all, { loginAs: other })
  return failure(LOGIN_CAUSES.find(({ when }) => when.test(all)) ?? SHELL_ENDS, all)
}

const otherUser = (name: string): Story => ({
  code: 'host-other-user-wanted',
  tell: ({ where, user, said }) => `${where} lets ${user} in with this key only to say: “${said}” Log in as ${name}.`,
})

function sudoStory(words: string, { withPassword, passwordAsked, status }: BeforeReady): Story {
  const known = SUDO_CAUSES.find(({ when }) => when.test(words))
  if (known !== undefined) return known
  if (!withPassword) return PASSWORD_NEEDED
  const asked = passwordAsked > 0 || /password|authentication/i.test(words)
  return asked || status === undefined ? PASSWORD_WRONG : WAITS
}
