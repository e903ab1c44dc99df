import type { WayOut } from './way-out'

/** What keeps a card's image from being made, or a card from being written. By the code of the failure. */
export const imageWaysOut = {
  'image-tools-missing': {
    title: 'The panel’s machine lacks a program',
    likely: 'Images are made with Debian’s tools for file systems, and one of them is not installed.',
    todo: 'Install the package that the message names on the panel’s machine, then retry.',
    byHand: ['sudo apt-get install mtools dosfstools e2fsprogs fdisk fakeroot xz-utils'],
  },
  'imaging-not-here': {
    title: 'No image can be made here',
    likely: 'This part of the panel was started without what makes images.',
    todo: 'Start the panel’s own worker, or ask whoever runs the panel, then retry.',
    byHand: [],
  },
  'card-gone': {
    title: 'The card was removed',
    likely: 'Somebody removed it, or its board, while its image was made.',
    todo: 'Clean up, then prepare the card anew.',
    byHand: [],
  },
  'image-source-missing': {
    title: 'What the image is made from is not here',
    likely: 'This system, or this board’s boot loader, was never brought onto the panel, or was removed from it.',
    todo: 'Clean up. Once the panel has the file that the message names, prepare the card anew.',
    byHand: [],
  },
  'image-source-refused': {
    title: 'The file was refused',
    likely: 'It did not come whole, is another file than it should be, or somebody has tampered with it.',
    todo: 'Get it again from the place that its makers name, then retry.',
    byHand: ['sha256sum <file>'],
  },
  'image-boot-loader-wrong': {
    title: 'The boot loader does not fit',
    likely: 'It is made for another board, or for another place on the card.',
    todo: 'Upload the boot loader that the board’s page names, then retry.',
    byHand: [],
  },
  'image-disk-full': {
    title: 'The panel’s disk is full',
    likely: 'Images of some gigabytes each have filled it.',
    todo: 'Remove images that are no longer needed, then retry.',
    byHand: ['df -h'],
  },
  'image-program-failed': {
    title: 'A program that makes images failed',
    likely: 'Its last words stand in the message.',
    todo: 'Mend what they name, then retry: finished work is not done twice.',
    byHand: [],
  },
  'image-broken': {
    title: 'The image is not as it should be',
    likely: 'Its base is damaged, or the panel’s disk has lost something.',
    todo: 'Remove the base under Boards and retry: it is made anew. If it happens twice, check the disk.',
    byHand: [],
  },
  'image-base-gone': {
    title: 'The base of the image is gone',
    likely: 'Somebody made room while this was going on.',
    todo: 'Retry the step Base: it is made anew.',
    byHand: [],
  },
  'image-file-gone': {
    title: 'The file of the image is gone',
    likely: 'It was removed, or has expired.',
    todo: 'Make the image anew.',
    byHand: [],
  },
  'image-profile-unknown': {
    title: 'This version does not know the board',
    likely: 'The image was asked for in another version of the panel.',
    todo: 'Start the newer version again and retry, or choose another board.',
    byHand: [],
  },
  'card-request-wrong': {
    title: 'Something on the card is not as it can be',
    likely: 'A name, an address or a key is not one.',
    todo: 'Correct what the message names, then make the image anew.',
    byHand: [],
  },
  'card-confirmation-over': {
    title: 'The drive has to be confirmed again',
    likely: 'This run waited for more than ten minutes after somebody named the drive, and another card may be in it.',
    todo: 'Go to the card and choose Write again.',
    byHand: [],
  },
  'card-drive-refused': {
    title: 'This drive is not written to',
    likely: 'It is the panel’s own disk, is in use, or is not the card that was confirmed.',
    todo: 'Look at the name and the serial number of the card in the reader, then choose it again.',
    byHand: ['lsblk -o NAME,SIZE,MODEL,SERIAL,TRAN,MOUNTPOINTS'],
  },
  'card-write-failed': {
    title: 'The card could not be written',
    likely: 'It was pulled out, is worn out, or the reader is at fault.',
    todo: 'Put the card in again, or take another one or another reader, then retry.',
    byHand: ['sudo dmesg | tail'],
  },
  'card-source-unknown': {
    title: 'No board is made from such a file',
    likely: 'The run was begun by another version of the panel.',
    todo: 'Cancel this run, and choose the file again under Cards, Systems.',
    byHand: [],
  },
  'card-verify-failed': {
    title: 'The card holds other bytes than were written',
    likely: 'The card is worn out or a forgery, or the reader is at fault.',
    todo: 'Take another card, or another reader, and retry. The card cannot start a board as it is.',
    byHand: ['f3probe --destructive <drive>'],
  },
} as const satisfies Readonly<Record<string, WayOut>>
