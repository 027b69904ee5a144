// Plain JavaScript of long ago: it has to run on the Node that is too old for everything else.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error('Groundswell needs Node 20.19 or newer, but this is Node ' + process.versions.node);
  process.exit(1);
}
