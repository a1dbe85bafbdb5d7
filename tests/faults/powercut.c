/* A power cut, for a process that this library is loaded into (LD_PRELOAD).
 *
 * What is written below the folder POWERCUT_DIR counts as being in the disk's cache until the file is
 * synced. After powercut_arm(ops, seed) the power fails before the ops-th write, sync, truncation or
 * rename: every file goes back to what was synced, then each 512-byte sector of each later write reaches
 * the disk or does not, by chance; so do truncations, renames, and files made in a folder that was not
 * synced since. Files ending in -shm, which are memory, become noise. Then the process is gone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FD = 4096, MAX_FILES = 512, SECTOR = 512, NAME = 512 };

typedef struct change {
    struct change *before;
    int is_truncation;
    off_t offset;   /* of a write; the new size of a truncation */
    size_t length;  /* of new_bytes; of old_bytes for a truncation */
    off_t old_size;
    size_t old_length;
    char *new_bytes, *old_bytes;
} change;

typedef struct {
    char path[NAME];
    int own; /* never closed: that would drop the process's locks on the file */
    ino_t inode;
    int is_new; /* its folder was not synced since it was made */
    change *last;
} file;

typedef struct {
    char from[NAME], to[NAME], kept[NAME];
} renaming;

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static file files[MAX_FILES];
static int file_count;
static int file_of[MAX_FD]; /* index + 1; -1 for a folder */
static renaming renamings[MAX_FILES];
static int renaming_count;
static long left = -1;
static unsigned seed;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static int (*real_fsync)(int), (*real_fdatasync)(int), (*real_close)(int);
static int (*real_ftruncate)(int, off_t), (*real_rename)(const char *, const char *);
static int (*real_openat)(int, const char *, int, ...);

__attribute__((constructor)) static void find_real(void) {
    real_write = dlsym(RTLD_NEXT, "write");
    real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
    real_fsync = dlsym(RTLD_NEXT, "fsync");
    real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
    real_close = dlsym(RTLD_NEXT, "close");
    real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
    real_rename = dlsym(RTLD_NEXT, "rename");
    real_openat = dlsym(RTLD_NEXT, "openat64");
}

static int chance(void) { return rand_r(&seed) & 1; }

static int is_ours(const char *path) {
    const char *folder = getenv("POWERCUT_DIR");
    return folder && !strncmp(path, folder, strlen(folder));
}

static off_t size_of(int fd) {
    struct stat about;
    return fstat(fd, &about) ? 0 : about.st_size;
}

static void forget(file *f) {
    while (f->last) {
        change *c = f->last;
        f->last = c->before;
        free(c->new_bytes);
        free(c->old_bytes);
        free(c);
    }
}

static void undo(file *f) {
    for (change *c = f->last; c; c = c->before) {
        if (c->old_length) real_pwrite(f->own, c->old_bytes, c->old_length, c->offset);
        real_ftruncate(f->own, c->old_size);
    }
}

static void redo(file *f, change *c) {
    if (!c) return;
    redo(f, c->before);
    if (c->is_truncation) {
        if (chance()) real_ftruncate(f->own, c->offset);
        return;
    }
    for (size_t at = 0; at < c->length; at += SECTOR) {
        size_t part = c->length - at < SECTOR ? c->length - at : SECTOR;
        if (chance()) real_pwrite(f->own, c->new_bytes + at, part, c->offset + (off_t)at);
    }
}

static void make_noise(file *f) {
    off_t size = size_of(f->own);
    for (off_t at = 0; at < size; at += (off_t)sizeof(int)) {
        int noise = rand_r(&seed);
        real_pwrite(f->own, &noise, sizeof noise, at);
    }
}

static void cut(void) {
    for (int i = 0; i < file_count; i++) {
        file *f = &files[i];
        size_t length = strlen(f->path);
        if (length > 4 && !strcmp(f->path + length - 4, "-shm")) {
            make_noise(f);
            continue;
        }
        undo(f);
        redo(f, f->last);
        if (f->is_new && chance()) unlink(f->path);
    }
    for (int i = renaming_count - 1; i >= 0; i--) {
        renaming *r = &renamings[i];
        if (chance()) {
            real_rename(r->to, r->from);
            if (*r->kept) real_rename(r->kept, r->to);
        } else if (*r->kept) {
            unlink(r->kept);
        }
    }
    _exit(137);
}

/* Holds the guard when it returns. */
static void tick(void) {
    pthread_mutex_lock(&guard);
    if (left > 0 && --left == 0) cut();
}

static file *of(int fd) {
    return fd >= 0 && fd < MAX_FD && file_of[fd] > 0 ? &files[file_of[fd] - 1] : NULL;
}

static void note_write(file *f, const void *bytes, size_t length, off_t offset) {
    change *c = calloc(1, sizeof *c);
    c->before = f->last;
    c->offset = offset;
    c->length = length;
    c->old_size = size_of(f->own);
    c->new_bytes = malloc(length);
    memcpy(c->new_bytes, bytes, length);
    c->old_bytes = malloc(length);
    ssize_t had = pread(f->own, c->old_bytes, length, offset);
    c->old_length = had > 0 ? (size_t)had : 0;
    f->last = c;
}

static void note_truncation(file *f, off_t size) {
    change *c = calloc(1, sizeof *c);
    c->before = f->last;
    c->is_truncation = 1;
    c->offset = size;
    c->old_size = size_of(f->own);
    if (c->old_size > size) {
        c->old_bytes = malloc((size_t)(c->old_size - size));
        ssize_t had = pread(f->own, c->old_bytes, (size_t)(c->old_size - size), size);
        c->old_length = had > 0 ? (size_t)had : 0;
    }
    f->last = c;
}

static void note_open(int fd, const char *path, int is_new) {
    struct stat about;
    if (fd < 0 || fd >= MAX_FD || fstat(fd, &about)) return;
    char full[PATH_MAX];
    if (!realpath(path, full) || !is_ours(full) || strlen(full) >= NAME) return;
    if (S_ISDIR(about.st_mode)) {
        file_of[fd] = -1;
        return;
    }
    int i = 0;
    while (i < file_count && strcmp(files[i].path, full)) i++;
    if (i == MAX_FILES) abort();
    file *f = &files[i];
    if (i == file_count || f->inode != about.st_ino) {
        if (i == file_count) file_count++;
        forget(f);
        strcpy(f->path, full);
        f->own = real_openat(AT_FDCWD, full, O_RDWR | O_CLOEXEC);
        f->inode = about.st_ino;
        f->is_new = is_new;
    }
    file_of[fd] = i + 1;
}

static int open_it(int folder, const char *path, int flags, mode_t mode) {
    int is_new = (flags & O_CREAT) && access(path, F_OK);
    int fd = real_openat(folder, path, flags, mode);
    pthread_mutex_lock(&guard);
    if (fd >= 0 && (folder == AT_FDCWD || *path == '/')) note_open(fd, path, is_new);
    pthread_mutex_unlock(&guard);
    return fd;
}

#define WITH_MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { WITH_MODE(flags) return open_it(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { WITH_MODE(flags) return open_it(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { WITH_MODE(flags) return open_it(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { WITH_MODE(flags) return open_it(at, path, flags, mode); }

int close(int fd) {
    pthread_mutex_lock(&guard);
    if (fd >= 0 && fd < MAX_FD) file_of[fd] = 0;
    pthread_mutex_unlock(&guard);
    return real_close(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t offset) {
    if (!of(fd)) return real_pwrite(fd, bytes, length, offset);
    tick();
    note_write(of(fd), bytes, length, offset);
    ssize_t done = real_pwrite(fd, bytes, length, offset);
    pthread_mutex_unlock(&guard);
    return done;
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return pwrite64(fd, bytes, length, offset); }

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!of(fd)) return real_write(fd, bytes, length);
    tick();
    off_t offset = fcntl(fd, F_GETFL) & O_APPEND ? size_of(fd) : lseek(fd, 0, SEEK_CUR);
    note_write(of(fd), bytes, length, offset);
    ssize_t done = real_write(fd, bytes, length);
    pthread_mutex_unlock(&guard);
    return done;
}

int ftruncate64(int fd, off_t size) {
    if (!of(fd)) return real_ftruncate(fd, size);
    tick();
    note_truncation(of(fd), size);
    int done = real_ftruncate(fd, size);
    pthread_mutex_unlock(&guard);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int sync_it(int fd, int (*real)(int)) {
    int is_folder = fd >= 0 && fd < MAX_FD && file_of[fd] == -1;
    if (!is_folder && !of(fd)) return real(fd);
    tick();
    if (is_folder) {
        for (int i = 0; i < file_count; i++) files[i].is_new = 0;
        for (int i = 0; i < renaming_count; i++)
            if (*renamings[i].kept) unlink(renamings[i].kept);
        renaming_count = 0;
    } else {
        forget(of(fd));
    }
    pthread_mutex_unlock(&guard);
    return 0; /* the files outlive this process anyway, and a test need not wait for a real disk */
}
int fsync(int fd) { return sync_it(fd, real_fsync); }
int fdatasync(int fd) { return sync_it(fd, real_fdatasync); }

int rename(const char *from, const char *to) {
    if (!is_ours(from) || renaming_count == MAX_FILES || strlen(to) >= NAME - 16) return real_rename(from, to);
    tick();
    renaming *r = &renamings[renaming_count];
    snprintf(r->from, NAME, "%s", from);
    snprintf(r->to, NAME, "%s", to);
    *r->kept = 0;
    if (!access(to, F_OK)) {
        snprintf(r->kept, NAME, "%s.before-%d", to, renaming_count);
        if (link(to, r->kept)) *r->kept = 0;
    }
    int done = real_rename(from, to);
    if (!done) renaming_count++;
    for (int i = 0; !done && i < file_count; i++)
        if (!strcmp(files[i].path, from)) snprintf(files[i].path, NAME, "%s", to);
    pthread_mutex_unlock(&guard);
    return done;
}

/* Let the power fail at the ops-th operation from now. */
void powercut_arm(long ops, unsigned chance_seed) {
    seed = chance_seed;
    left = ops;
}
