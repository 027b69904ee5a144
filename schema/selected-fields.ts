import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  typeFromAST,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type SelectionSetNode,
} from 'graphql';

/** The fields selected below a field by their schema names: aliases merged, fragments spread. */
export interface SelectedFields {
  readonly fields: ReadonlyMap<string, SelectedFields>;
}

class Selected implements SelectedFields {
  readonly fields = new Map<string, Selected>();
}

/** What the query selects below the field being resolved; `@skip` and `@include` have been applied. */
export function selectedFields(info: GraphQLResolveInfo): SelectedFields {
  const selected = new Selected();
  for (const node of info.fieldNodes) {
    if (node.selectionSet)
      collect(info, getNamedType(info.returnType), node.selectionSet, selected);
  }
  return selected;
}

function collect(
  info: GraphQLResolveInfo,
  parent: GraphQLNamedType,
  set: SelectionSetNode,
  into: Selected,
  spread = new Set<string>(),
): void {
  for (const node of set.selections) {
    if (getDirectiveValues(GraphQLSkipDirective, node, info.variableValues)?.['if'] === true)
      continue;
    if (getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues)?.['if'] === false) {
      continue;
    }
    if (node.kind === Kind.FIELD) {
      const below = into.fields.get(node.name.value) ?? new Selected();
      into.fields.set(node.name.value, below);
      const field =
        isObjectType(parent) || isInterfaceType(parent)
          ? parent.getFields()[node.name.value]
          : undefined;
      if (field && node.selectionSet) {
        collect(info, getNamedType(field.type), node.selectionSet, below);
      }
      continue;
    }
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : info.fragments[node.name.value];
    if (node.kind === Kind.FRAGMENT_SPREAD) {
      if (spread.has(node.name.value)) continue;
      spread.add(node.name.value);
    }
    const condition = fragment.typeCondition
      ? typeFromAST(info.schema, fragment.typeCondition)
      : parent;
    if (condition && applies(info, condition, parent)) {
      // An object type stays what it is inside a fragment on one of its interfaces.
      const inside = isObjectType(parent) ? parent : condition;
      collect(info, inside, fragment.selectionSet, into, spread);
    }
  }
}

/** Whether a fragment on `condition` can match where `parent` is expected. */
function applies(
  info: GraphQLResolveInfo,
  condition: GraphQLNamedType,
  parent: GraphQLNamedType,
): boolean {
  if (condition === parent) return true;
  if (isAbstractType(condition) && isObjectType(parent))
    return info.schema.isSubType(condition, parent);
  return (
    isAbstractType(parent) && isObjectType(condition) && info.schema.isSubType(parent, condition)
  );
}
