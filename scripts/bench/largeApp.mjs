// An application of the size of the largest open ones, made of what such applications are made of. The same every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Things the application is about; each gets a model, controllers, jobs, a migration and so on. */
const things = 205;

const words =
  'order invoice product customer shipment refund coupon review basket payment supplier warehouse ticket message report'.split(
    ' ',
  );

/** @param {number} n */
function nameOf(n) {
  const word = words[n % words.length] ?? 'thing';
  return `${word[0]?.toUpperCase()}${word.slice(1)}${n}`;
}

/** @param {string} name */
const tableOf = (name) => `${name.toLowerCase()}s`;

/** @type {Record<string, (name: string, n: number) => string>} path with NAME → text */
const templates = {
  'app/Models/NAME.php': (name) => `<?php

namespace App\\Models;

use Illuminate\\Database\\Eloquent\\Factories\\HasFactory;
use Illuminate\\Database\\Eloquent\\Model;
use Illuminate\\Database\\Eloquent\\Relations\\BelongsTo;
use Illuminate\\Database\\Eloquent\\SoftDeletes;

class ${name} extends Model
{
    use HasFactory;
    use SoftDeletes;

    protected $table = '${tableOf(name)}';

    protected $fillable = ['number', 'user_id', 'status', 'total', 'note'];

    protected $casts = ['total' => 'decimal:2', 'paid_at' => 'datetime'];

    public function user(): BelongsTo
    {
        return $this->belongsTo(User::class);
    }

    public function scopeOpen($query)
    {
        return $query->whereNull('paid_at')->where('status', '!=', 'cancelled');
    }
}
`,
  'app/Http/Controllers/NAMEController.php': (name) => controller(name, 'App\\Http\\Controllers', 'web'),
  'app/Http/Controllers/Api/NAMEController.php': (name) => controller(name, 'App\\Http\\Controllers\\Api', 'api'),
  'app/Http/Requests/StoreNAMERequest.php': (name) => `<?php

namespace App\\Http\\Requests;

use Illuminate\\Foundation\\Http\\FormRequest;

class Store${name}Request extends FormRequest
{
    public function authorize(): bool
    {
        return $this->user()?->can('create', \\App\\Models\\${name}::class) ?? false;
    }

    public function rules(): array
    {
        return [
            'number' => ['required', 'string', 'max:40'],
            'total' => ['required', 'numeric', 'min:0'],
            'note' => ['nullable', 'string', 'max:2000'],
        ];
    }
}
`,
  'app/Jobs/ProcessNAME.php': (name, n) => `<?php

namespace App\\Jobs;

use App\\Models\\${name};
use Illuminate\\Bus\\Queueable;
use Illuminate\\Contracts\\Queue\\ShouldQueue;
use Illuminate\\Foundation\\Bus\\Dispatchable;
use Illuminate\\Queue\\InteractsWithQueue;
use Illuminate\\Queue\\SerializesModels;
use Illuminate\\Support\\Facades\\Log;

class Process${name} implements ShouldQueue
{
    use Dispatchable, InteractsWithQueue, Queueable, SerializesModels;

    public $timeout = ${30 + (n % 4) * 10};

    public $tries = 3;

    public function __construct(private readonly ${name} $item)
    {
    }

    public function handle(): void
    {
        $this->item->update(['status' => 'processed']);
        Log::info('Processed {number}.', ['number' => $this->item->number]);
    }
}
`,
  'app/Policies/NAMEPolicy.php': (name) => `<?php

namespace App\\Policies;

use App\\Models\\${name};
use App\\Models\\User;

class ${name}Policy
{
    public function view(User $user, ${name} $item): bool
    {
        return $user->id === $item->user_id;
    }

    public function create(User $user): bool
    {
        return $user->hasVerifiedEmail();
    }
}
`,
  'app/Services/NAMEService.php': (name) => `<?php

namespace App\\Services;

use App\\Models\\${name};
use Illuminate\\Support\\Facades\\Cache;
use Illuminate\\Support\\Facades\\DB;

class ${name}Service
{
    public function total(int $user): float
    {
        return Cache::remember("${tableOf(name)}.$user", config('cache.ttl', 600), function () use ($user) {
            return (float) ${name}::query()->where('user_id', $user)->open()->sum('total');
        });
    }

    public function close(${name} $item): void
    {
        DB::transaction(function () use ($item) {
            $item->update(['status' => 'closed']);
            event(new \\App\\Events\\${name}Closed($item));
        });
    }
}
`,
  'app/Events/NAMEClosed.php': (name) => `<?php

namespace App\\Events;

use App\\Models\\${name};
use Illuminate\\Foundation\\Events\\Dispatchable;

class ${name}Closed
{
    use Dispatchable;

    public function __construct(public readonly ${name} $item)
    {
    }
}
`,
  'app/Console/Commands/ReportNAME.php': (name) => `<?php

namespace App\\Console\\Commands;

use App\\Models\\${name};
use Illuminate\\Console\\Command;

class Report${name} extends Command
{
    protected $signature = 'report:${tableOf(name)} {--since=}';

    protected $description = 'Reports open ${tableOf(name)}.';

    public function handle(): int
    {
        ${name}::query()->open()->chunkById(500, function ($items) {
            foreach ($items as $item) {
                $this->line($item->number);
            }
        });

        return self::SUCCESS;
    }
}
`,
  'database/migrations/DATE_create_TABLE_table.php': (name) => `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('${tableOf(name)}', function (Blueprint $table) {
            $table->id();
            $table->string('number', 40)->unique();
            $table->foreignId('user_id')->constrained()->cascadeOnDelete();
            $table->string('status', 20)->index();
            $table->decimal('total', 12, 2);
            $table->text('note')->nullable();
            $table->timestamp('paid_at')->nullable();
            $table->timestamps();
            $table->softDeletes();
        });
    }

    public function down(): void
    {
        Schema::dropIfExists('${tableOf(name)}');
    }
};
`,
};

/** @param {string} name @param {string} namespace @param {'web' | 'api'} kind */
function controller(name, namespace, kind) {
  const answer = (/** @type {string} */ data, /** @type {string} */ view) =>
    kind === 'api'
      ? `return response()->json(${data});`
      : `return view('${tableOf(name)}.${view}', ['data' => ${data}]);`;
  return `<?php

namespace ${namespace};

use App\\Http\\Controllers\\Controller;
use App\\Http\\Requests\\Store${name}Request;
use App\\Jobs\\Process${name};
use App\\Models\\${name};
use App\\Services\\${name}Service;
use Illuminate\\Http\\Request;

class ${name}Controller extends Controller
{
    public function __construct(private readonly ${name}Service $service)
    {
        $this->middleware('auth')->except('index');
    }

    public function index(Request $request)
    {
        $items = ${name}::query()
            ->when($request->string('status')->toString(), fn ($query, $status) => $query->where('status', $status))
            ->latest()
            ->paginate(25);

        ${answer('$items', 'index')}
    }

    public function show(${name} $item)
    {
        $this->authorize('view', $item);

        ${answer('$item', 'show')}
    }

    public function store(Store${name}Request $request)
    {
        $item = ${name}::create($request->validated() + ['user_id' => $request->user()->id]);
        Process${name}::dispatch($item)->onQueue('default');

        ${answer('$item', 'show')}
    }

    public function destroy(${name} $item)
    {
        $this->authorize('delete', $item);
        $this->service->close($item);
        $item->delete();

        ${kind === 'api' ? 'return response()->noContent();' : `return redirect()->route('${tableOf(name)}.index');`}
    }
}
`;
}

/** @param {number} n */
function date(n) {
  const day = new Date(Date.UTC(2024, 0, 1 + n));
  return `${day.toISOString().slice(0, 10).replaceAll('-', '_')}_${String(100_000 + n)}`;
}

/**
 * Writes code over an application that is there: a Laravel 12 one in the slim layout.
 * @param {string} root
 */
export function addCode(root) {
  const names = Array.from({ length: things }, (_, n) => nameOf(n));
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  for (const [n, name] of names.entries()) {
    for (const [path, text] of Object.entries(templates)) {
      const own = path.replace('NAME', name).replace('DATE', date(n)).replace('TABLE', tableOf(name));
      write(own, text(name, n));
    }
  }
  const uses = (/** @type {string} */ below) =>
    names.map((name) => `use App\\Http\\Controllers\\${below}${name}Controller;`).join('\n');
  write(
    'routes/web.php',
    `<?php\n\n${uses('')}\nuse Illuminate\\Support\\Facades\\Route;\n\nRoute::middleware(['auth', 'verified'])->group(function () {\n${names
      .map(
        (name) =>
          `    Route::resource('${tableOf(name)}', ${name}Controller::class)->only(['index', 'show', 'store', 'destroy']);`,
      )
      .join('\n')}\n});\n`,
  );
  write(
    'routes/api.php',
    `<?php\n\n${uses('Api\\')}\nuse Illuminate\\Support\\Facades\\Route;\n\nRoute::middleware(['auth:sanctum', 'throttle:api'])->prefix('v1')->group(function () {\n${names
      .map(
        (name) =>
          `    Route::get('${tableOf(name)}', [${name}Controller::class, 'index']);\n    Route::post('${tableOf(name)}', [${name}Controller::class, 'store']);`,
      )
      .join('\n')}\n});\n`,
  );
  write(
    'routes/console.php',
    `<?php\n\nuse Illuminate\\Support\\Facades\\Schedule;\n\n${names
      .slice(0, 60)
      .map((name, n) => `Schedule::command('report:${tableOf(name)}')->dailyAt('0${n % 10}:15')->withoutOverlapping();`)
      .join('\n')}\n`,
  );
  return names;
}
