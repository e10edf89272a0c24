export const purpose="x"; export async function check() {}
