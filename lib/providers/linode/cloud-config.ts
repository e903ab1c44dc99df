import { stringify } from 'yaml'

export interface CloudConfig {
  readonly hostname: string
  /** One line, as in authorized_keys: the only way in. */
  readonly loginKey: string
  readonly hostKey: { readonly privateKey: string; readonly publicKey: string }
}

/**
 * User data for cloud-init: the name, the panel's key for root, a host key that the panel knows already, and no password
 * that opens anything. Source: cloud-init's modules Hostname, SSH, Users and Groups.
 */
export function cloudConfig({ hostname, loginKey, hostKey }: CloudConfig): string {
  const config = {
    hostname,
    // Debian's and Ubuntu's write it to the hosts file too, so that sudo and k3s find the machine's own name.
    manage_etc_hosts: true,
    preserve_hostname: false,
    disable_root: false,
    ssh_pwauth: false,
    // This list leaves out the image's default user: nobody but root is there.
    users: [{ name: 'root', ssh_authorized_keys: [loginKey] }],
    // The image's own host keys are thrown away, of every kind: no other may be offered.
    ssh_deletekeys: true,
    ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
    package_update: false,
    package_upgrade: false,
  }
  return `#cloud-config\n${stringify(config, { lineWidth: 0 })}`
}
