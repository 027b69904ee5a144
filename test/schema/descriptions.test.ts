import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { schema } from '../../schema/index.js';

it('describes every type, field, argument, enum value and input field', () => {
  const missing: string[] = [];
  let described = 0;
  const check = (coordinate: string, description: string | null | undefined) => {
    if (description?.trim()) described++;
    else missing.push(coordinate);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    check(type.name, type.description);
    if (isEnumType(type)) {
      for (const { name, description } of type.getValues())
        check(`${type.name}.${name}`, description);
    }
    if (isInputObjectType(type)) {
      for (const { name, description } of Object.values(type.getFields())) {
        check(`${type.name}.${name}`, description);
      }
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const { name, description, args } of Object.values(type.getFields())) {
        check(`${type.name}.${name}`, description);
        for (const arg of args) check(`${type.name}.${name}(${arg.name}:)`, arg.description);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(described).toBeGreaterThan(500);
});
