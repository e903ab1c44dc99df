/** Six bytes in hexadecimal with colons, not the broadcast or an empty one. */
export const isMac = (text: string): boolean =>
  /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text) && !/^(ff:){5}ff$|^(00:){5}00$/i.test(text)
