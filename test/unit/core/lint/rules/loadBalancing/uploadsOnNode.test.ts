import { uploadsOnNode } from '../../../../../../src/core/lint/rules/loadBalancing/uploadsOnNode';
import { ruleCases } from '../../ruleCases';
import { oneServer, twoServers } from './shopServers';

const code = (statement: string): Record<string, string> => ({
  'app/Photos.php': `<?php\nnamespace App;\nuse Illuminate\\Support\\Facades\\Storage;\nclass Photos { public function add($request) { ${statement} } }\n`,
});
const disks = (root = "storage_path('app')"): Record<string, string> => ({
  'config/filesystems.php': `<?php\nreturn ['default' => env('FILESYSTEM_DISK', 'local'), 'disks' => ['local' => ['driver' => 'local', 'root' => ${root}], 's3' => ['driver' => 's3']]];\n`,
});
const live = { '.env': 'APP_ENV=production\nFILESYSTEM_DISK=local\n' };
const store = code("$request->file('photo')->store('photos');");

ruleCases(uploadsOnNode, {
  bad: [
    {
      ...twoServers,
      name: 'a file of the request on the default disk',
      files: { ...disks(), ...live, ...store },
      at: ['.env: local'],
      message: 'Uploads go to disk `local`, a folder of the server that takes them: they are missing on the others.',
      related: [
        'An upload is stored here.',
        'config/filesystems.php reads FILESYSTEM_DISK here.',
        'Settings say that several servers run the application.',
        '.env names the environment production here.',
      ],
      fix: 'Set FILESYSTEM_DISK=s3',
      fixed: { '.env': 'APP_ENV=production\nFILESYSTEM_DISK=s3\n' },
    },
    {
      ...twoServers,
      name: 'by the facade',
      files: { ...live, ...code("Storage::putFile('photos', $request->file('photo'));") },
      at: ['.env: local'],
      fix: 'Set FILESYSTEM_DISK=s3',
      fixed: { '.env': 'APP_ENV=production\nFILESYSTEM_DISK=s3\n' },
    },
    {
      ...twoServers,
      name: 'by name on that disk',
      files: { ...disks(), ...live, ...code("request()->file('photo')->storeAs('photos', 'a.jpg', 'local');") },
      at: ['.env: local'],
      fixed: { '.env': 'APP_ENV=production\nFILESYSTEM_DISK=s3\n' },
    },
  ],
  good: [
    {
      ...twoServers,
      name: 'a file that may be no upload',
      files: { ...disks(), ...live, ...code("Storage::putFile('reports', $report);") },
    },
    { name: 'how many servers is not known', files: { ...disks(), ...live, ...store } },
    { ...oneServer, name: 'one server', files: { ...disks(), ...live, ...store } },
    { ...twoServers, name: 'no uploads', files: { ...disks(), ...live, ...code('$order->store();') } },
    {
      ...twoServers,
      name: 'uploads on another disk',
      files: { ...disks(), ...live, ...code("$request->file('photo')->store('photos', 's3');") },
    },
    {
      ...twoServers,
      name: 'a disk that is not certain',
      files: { ...disks(), ...live, ...code("$request->file('photo')->store('photos', $disk);") },
    },
    { ...twoServers, name: 'S3', files: { ...disks(), ...store, '.env': 'APP_ENV=production\nFILESYSTEM_DISK=s3\n' } },
    {
      ...twoServers,
      name: 'a folder outside the application, perhaps shared',
      files: { ...disks("'/mnt/shared'"), ...live, ...store },
    },
    { ...twoServers, name: 'a root that cannot be known', files: { ...disks('root()'), ...live, ...store } },
    {
      ...twoServers,
      name: 'a developer’s machine',
      files: { ...disks(), ...store, '.env': 'APP_ENV=local\nFILESYSTEM_DISK=local\n' },
    },
    { ...twoServers, name: 'only a default', files: { ...disks(), ...store, '.env': 'APP_ENV=production\n' } },
  ],
});
