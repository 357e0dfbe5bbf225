#!/bin/sh
# Process 1 of its own process, mount and cgroup namespaces: makes a root whose changes are in memory, and
# becomes a real systemd in it, with the units of boot-units.sh alone. What it reads is the machine's own.
# $1: a directory for all of it; $2: the checkout, seen at /opt/farend; $3: node, seen at /opt/node
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
cd "$1/root"

# Paths of farend that a user of the machine may not pass stay out of the way.
mkdir -p opt/farend && mount --bind "$2" opt/farend
touch opt/node && mount --bind "$3" opt/node

mount -t proc proc proc
mount --bind proc/sys proc/sys && mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run && mkdir run/lock
mount -t tmpfs tmpfs tmp && chmod 1777 tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
  touch "dev/$device" && mount --bind "/dev/$device" "dev/$device"
done
ln -s /proc/self/fd dev/fd && ln -s pts/ptmx dev/ptmx && mkdir -m 1777 dev/shm

# The targets that units name, empty; the machine's own services stay out of it.
units=etc/systemd/lab
mkdir -p "$units" etc/sysusers.d
for target in sysinit basic shutdown multi-user network-online network; do
  printf '[Unit]\nDefaultDependencies=no\n' > "$units/$target.target"
done
printf '[Unit]\nDefaultDependencies=no\nWants=systemd-journald.service\n' > "$units/default.target"
cp lib/systemd/system/systemd-journald.service lib/systemd/system/systemd-journald*.socket "$units"

# A service gets a root of its own, which the kernel grants only where ours is that of the namespace.
mkdir mnt/outside && pivot_root . mnt/outside && cd /
exec chroot . /usr/bin/env -i container=other SYSTEMD_UNIT_PATH=/etc/systemd/lab:/etc/systemd/system \
  PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c 'umount --lazy /mnt/outside && exec "$@"' sh \
  /lib/systemd/systemd --system --unit=default.target --log-target=journal --log-level=info --show-status=no
