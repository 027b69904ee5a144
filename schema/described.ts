/** Names with their descriptions as the values of an enum. */
export const described = <Name extends string>(names: Readonly<Record<Name, string>>) =>
  Object.fromEntries(
    Object.entries<string>(names).map(([name, description]) => [name, { description }]),
  ) as Record<Name, { description: string }>;
