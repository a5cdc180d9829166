import datetime
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.utils.timezone
import events.validators
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('coalition', '0003_plain_queue'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertSubscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('address_index', models.BinaryField(max_length=32)),
                ('language', models.CharField(default='ko', max_length=2)),
                ('wants_reminder', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('pending', 'Unconfirmed'), ('confirmed', 'Confirmed')], default='pending', max_length=9)),
                ('consent_version', models.CharField(max_length=20)),
                ('consent_sha256', models.CharField(max_length=64)),
                ('requested_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'change alert',
                'verbose_name_plural': 'change alerts',
            },
        ),
        migrations.CreateModel(
            name='AssemblyNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needed', models.BooleanField(null=True, verbose_name='has to be filed')),
                ('state', models.CharField(choices=[('to_file', 'To file'), ('filed', 'Filed'), ('correction_asked', 'Correction asked'), ('restricted', 'Restricted'), ('banned', 'Banned'), ('withdrawn', 'Withdrawn')], default='to_file', max_length=16, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('police_station', models.CharField(blank=True, max_length=60, verbose_name='police station')),
                ('receipt_number', models.CharField(blank=True, max_length=60, verbose_name='receipt number')),
                ('filed_at', models.DateTimeField(null=True, verbose_name='filed')),
                ('filed_starts_at', models.DateTimeField(null=True)),
                ('filed_place', models.CharField(blank=True, max_length=120)),
                ('correct_by', models.DateTimeField(null=True)),
                ('police_note', models.TextField(blank=True, verbose_name='what the police said')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('groups', models.TextField(blank=True, verbose_name='participating groups')),
                ('expected_count', models.PositiveIntegerField(null=True, verbose_name='people expected')),
                ('method', models.TextField(blank=True, verbose_name='formation and chants')),
                ('equipment', models.TextField(blank=True, verbose_name='vehicles, loudspeakers, signs')),
                ('route', models.TextField(blank=True, verbose_name='route')),
            ],
            options={
                'verbose_name': 'assembly notice',
                'verbose_name_plural': 'assembly notices',
            },
        ),
        migrations.CreateModel(
            name='SpeakerApplication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('lot_code', models.CharField(editable=False, max_length=8)),
                ('address_index', models.BinaryField(max_length=32)),
                ('language', models.CharField(default='ko', max_length=2)),
                ('is_read_by_another', models.BooleanField(default=False)),
                ('consents_to_name', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('pending', 'Unconfirmed'), ('confirmed', 'Before the lot'), ('drawn', 'Drawn'), ('waiting', 'On the waiting list'), ('not_drawn', 'Not drawn')], default='pending', max_length=9)),
                ('rank', models.PositiveSmallIntegerField(null=True)),
                ('consent_version', models.CharField(max_length=20)),
                ('consent_sha256', models.CharField(max_length=64)),
                ('requested_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'application to speak',
                'verbose_name_plural': 'applications to speak',
            },
        ),
        migrations.CreateModel(
            name='Volunteer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('address_index', models.BinaryField(max_length=32)),
                ('language', models.CharField(default='ko', max_length=2)),
                ('consent_version', models.CharField(blank=True, max_length=20)),
                ('consent_sha256', models.CharField(blank=True, max_length=64)),
                ('consented_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'volunteer',
                'verbose_name_plural': 'volunteers',
            },
        ),
        migrations.CreateModel(
            name='AlertAddress',
            fields=[
                ('subscription', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='address', serialize=False, to='events.alertsubscription')),
                ('email', models.BinaryField()),
            ],
            options={
                'verbose_name': 'address of a change alert',
                'verbose_name_plural': 'addresses of change alerts',
            },
        ),
        migrations.CreateModel(
            name='NoticePeople',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='people', serialize=False, to='events.assemblynotice')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'verbose_name': 'people of an assembly notice',
                'verbose_name_plural': 'people of assembly notices',
            },
        ),
        migrations.CreateModel(
            name='NoticeScan',
            fields=[
                ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='scan', serialize=False, to='events.assemblynotice')),
                ('file_name', models.CharField(max_length=80, unique=True)),
                ('extension', models.CharField(max_length=4)),
                ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'scan of an assembly notice',
                'verbose_name_plural': 'scans of assembly notices',
            },
        ),
        migrations.CreateModel(
            name='EventSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('safety_plan', models.TextField(blank=True, help_text='Markdown, never public. Meeting points, leaving together, hostile filming, a lost person, the nearest exit, toilet and hospital.', verbose_name='safety plan (staff only)')),
                ('leaving_ko', models.TextField(blank=True, verbose_name='leaving safely, being filmed (Korean)')),
                ('leaving_en', models.TextField(blank=True, verbose_name='leaving safely, being filmed (English)')),
                ('emergency_phone', models.CharField(blank=True, help_text="A phone of the organization, not a person's own. Public from an hour before the start to an hour after the end, and at no other time.", max_length=20, validators=[django.core.validators.RegexValidator('^\\+?[0-9][0-9 -]{2,19}$', 'Only digits, spaces and hyphens.')], verbose_name='emergency phone')),
                ('rain_plan_ko', models.TextField(blank=True, verbose_name='in case of rain (Korean)')),
                ('rain_plan_en', models.TextField(blank=True, verbose_name='in case of rain (English)')),
                ('weather_hours', models.PositiveSmallIntegerField(blank=True, help_text='Public: visitors are told to look at the page by then. Empty: no time is promised.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(72)], verbose_name='weather decision, hours before the start')),
                ('slug', models.SlugField(allow_unicode=True, max_length=60, unique=True, verbose_name='address on the site')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title_ko', models.CharField(max_length=160, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=160, verbose_name='title (English)')),
                ('summary_ko', models.CharField(blank=True, max_length=300, verbose_name='summary (Korean)')),
                ('summary_en', models.CharField(blank=True, max_length=300, verbose_name='summary (English)')),
                ('description_ko', models.TextField(blank=True, verbose_name='description (Korean)')),
                ('description_en', models.TextField(blank=True, verbose_name='description (English)')),
                ('format', models.CharField(choices=[('rally', 'Rally'), ('march', 'March'), ('speak_out', 'Speak-out'), ('relay', 'Relay of voices'), ('press_conference', 'Press conference'), ('vigil', 'Memorial'), ('cultural', 'Cultural night'), ('meeting', 'Open meeting'), ('forum', 'Forum'), ('leafleting', 'Leafleting'), ('one_person', 'One-person protest')], default='rally', max_length=20, verbose_name='format')),
                ('timezone', models.CharField(default='Asia/Seoul', max_length=40, validators=[events.validators.validate_timezone], verbose_name='time zone')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('active', 'Active'), ('paused', 'Paused'), ('ended', 'Ended')], default='draft', max_length=10, verbose_name='state')),
                ('horizon_weeks', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(52)], verbose_name='weeks announced ahead')),
                ('first_number', models.PositiveIntegerField(blank=True, default=1, help_text='Dates are numbered from here on, such as 4차. Empty: no numbers are shown.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of the first date on this site')),
                ('is_main', models.BooleanField(default=False, help_text='The page /friday/ speaks of this series. Only one can be it.', verbose_name='the main series')),
                ('photo_policy', models.CharField(choices=[('no_faces', 'No photos of faces'), ('no_photos', 'No photos'), ('photo_zone', 'Photos only in the marked area'), ('free', 'Photos allowed'), ('unknown', 'Not yet known')], default='no_faces', max_length=12, verbose_name='photo policy')),
                ('sign_language', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='sign-language interpretation')),
                ('captions', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='live captions')),
                ('wheelchair', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='space for wheelchairs')),
                ('provenance', models.CharField(choices=[('own', 'Entered by the coalition'), ('press', 'Record compiled from press reports'), ('demo', 'Fictional, for trying things out')], default='own', max_length=10, verbose_name='where the record comes from')),
                ('content_modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('sources', models.ManyToManyField(blank=True, related_name='+', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'event series',
                'verbose_name_plural': 'event series',
                'ordering': ('title_ko',),
            },
        ),
        migrations.AddField(
            model_name='alertsubscription',
            name='series',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='events.eventseries'),
        ),
        migrations.CreateModel(
            name='HostChecklistItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('text_ko', models.CharField(max_length=200, verbose_name='text (Korean)')),
                ('text_en', models.CharField(blank=True, max_length=200, verbose_name='text (English)')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_checklist', to='events.eventseries')),
            ],
            options={
                'verbose_name': "line of the host's checklist",
                'verbose_name_plural': "lines of the host's checklist",
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='HostingLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('representative', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hosting_link', to='coalition.representative')),
            ],
            options={
                'verbose_name': 'hosting link',
                'verbose_name_plural': 'hosting links',
            },
        ),
        migrations.CreateModel(
            name='NoiseLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area_ko', models.CharField(help_text='As the decree names it.', max_length=120, verbose_name='kind of place (Korean)')),
                ('area_en', models.CharField(blank=True, max_length=120, verbose_name='kind of place (English)')),
                ('period', models.CharField(choices=[('day', 'By day, until sunset'), ('evening', 'After sunset, until midnight'), ('night', 'Midnight to 7 a.m.')], max_length=8, verbose_name='part of the day')),
                ('average', models.PositiveSmallIntegerField(verbose_name='average, dB(A)')),
                ('peak', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='peak, dB(A)')),
                ('valid_from', models.DateField(verbose_name='in force from')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='in force until')),
                ('source', models.CharField(help_text='Decree and table, or an address.', max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'noise limit',
                'verbose_name_plural': 'noise limits',
                'ordering': ('area_ko', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('area_ko', 'period', 'valid_from'), name='one_noise_limit_per_place_and_period'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='noise_limit_holds_in_order', violation_error_message='The last day must not be before the first.'), models.CheckConstraint(condition=models.Q(('period__in', ['day', 'evening', 'night'])), name='noise_period_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Occurrence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('venue_reveal_at', models.DateTimeField(blank=True, help_text='Empty: at once. Until then no page, feed or calendar tells place and route.', null=True, verbose_name='place public from')),
                ('is_online', models.BooleanField(default=False, verbose_name='online')),
                ('online_address', models.CharField(blank=True, max_length=300, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='link to take part online')),
                ('online_reveal_at', models.DateTimeField(blank=True, help_text='Empty: at once.', null=True, verbose_name='link public from')),
                ('own_safety_plan', models.TextField(blank=True, help_text='Markdown, never public. Meeting points, leaving together, hostile filming, a lost person, the nearest exit, toilet and hospital.', verbose_name='safety plan (staff only)')),
                ('own_leaving_ko', models.TextField(blank=True, help_text='Empty: as the series says.', verbose_name='leaving safely, being filmed (Korean)')),
                ('own_leaving_en', models.TextField(blank=True, verbose_name='leaving safely, being filmed (English)')),
                ('own_emergency_phone', models.CharField(blank=True, help_text="A phone of the organization, not a person's own. Public from an hour before the start to an hour after the end, and at no other time.", max_length=20, validators=[django.core.validators.RegexValidator('^\\+?[0-9][0-9 -]{2,19}$', 'Only digits, spaces and hyphens.')], verbose_name='emergency phone')),
                ('own_rain_plan_ko', models.TextField(blank=True, help_text='Empty: as the series says.', verbose_name='in case of rain (Korean)')),
                ('own_rain_plan_en', models.TextField(blank=True, verbose_name='in case of rain (English)')),
                ('own_weather_hours', models.PositiveSmallIntegerField(blank=True, help_text='Empty: as the series says.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(72)], verbose_name='weather decision, hours before the start')),
                ('weather_decided_at', models.DateTimeField(editable=False, null=True)),
                ('weather_decided_for', models.DateTimeField(editable=False, null=True)),
                ('slot_date', models.DateField(blank=True, null=True, verbose_name='date by the rule')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True, validators=[events.validators.validate_free_slug], verbose_name='address on the site')),
                ('local_date', models.DateField(validators=[events.validators.validate_year], verbose_name='date')),
                ('local_time', models.TimeField(blank=True, help_text='Empty: the hour is not known.', null=True, verbose_name='time')),
                ('duration', models.DurationField(blank=True, help_text='Example: 2:00:00 for two hours. Empty: the end is not known.', null=True, validators=[events.validators.validate_duration], verbose_name='duration')),
                ('timezone', models.CharField(default='Asia/Seoul', max_length=40, validators=[events.validators.validate_timezone], verbose_name='time zone')),
                ('starts_at', models.DateTimeField(editable=False)),
                ('ends_at', models.DateTimeField(editable=False, null=True)),
                ('over_at', models.DateTimeField(editable=False)),
                ('state', models.CharField(choices=[('scheduled', 'Scheduled'), ('cancelled', 'Cancelled'), ('postponed', 'Postponed')], default='scheduled', max_length=10, verbose_name='state')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                ('moved_from_date', models.DateField(editable=False, null=True, verbose_name='original date')),
                ('moved_from_time', models.TimeField(editable=False, null=True, verbose_name='original time')),
                ('change_reason_ko', models.CharField(blank=True, max_length=300, verbose_name='reason of the change (Korean)')),
                ('change_reason_en', models.CharField(blank=True, max_length=300, verbose_name='reason of the change (English)')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='changed')),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('content_modified_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('frozen_at', models.DateTimeField(editable=False, null=True)),
                ('own_format', models.CharField(blank=True, choices=[('rally', 'Rally'), ('march', 'March'), ('speak_out', 'Speak-out'), ('relay', 'Relay of voices'), ('press_conference', 'Press conference'), ('vigil', 'Memorial'), ('cultural', 'Cultural night'), ('meeting', 'Open meeting'), ('forum', 'Forum'), ('leafleting', 'Leafleting'), ('one_person', 'One-person protest')], help_text='Empty: as the series says.', max_length=20, verbose_name='format')),
                ('own_title_ko', models.CharField(blank=True, help_text='Empty: as the series says.', max_length=160, verbose_name='title (Korean)')),
                ('own_title_en', models.CharField(blank=True, max_length=160, verbose_name='title (English)')),
                ('own_summary_ko', models.CharField(blank=True, help_text='Empty: as the series says.', max_length=300, verbose_name='summary (Korean)')),
                ('own_summary_en', models.CharField(blank=True, max_length=300, verbose_name='summary (English)')),
                ('own_description_ko', models.TextField(blank=True, help_text='Empty: as the series says.', verbose_name='description (Korean)')),
                ('own_description_en', models.TextField(blank=True, verbose_name='description (English)')),
                ('own_photo_policy', models.CharField(blank=True, choices=[('no_faces', 'No photos of faces'), ('no_photos', 'No photos'), ('photo_zone', 'Photos only in the marked area'), ('free', 'Photos allowed'), ('unknown', 'Not yet known')], help_text='Empty: as the series says.', max_length=12, verbose_name='photo policy')),
                ('own_sign_language', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], help_text='Empty: as the series says.', max_length=10, verbose_name='sign-language interpretation')),
                ('own_captions', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], help_text='Empty: as the series says.', max_length=10, verbose_name='live captions')),
                ('own_wheelchair', models.CharField(blank=True, choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], help_text='Empty: as the series says.', max_length=10, verbose_name='space for wheelchairs')),
                ('route_ko', models.CharField(blank=True, max_length=300, verbose_name='route (Korean)')),
                ('route_en', models.CharField(blank=True, max_length=300, verbose_name='route (English)')),
                ('declared_hosts_count', models.PositiveIntegerField(blank=True, help_text='When hosts are known by their number only, such as 144. Counts all of them, the named ones included.', null=True, verbose_name='number of hosts announced')),
                ('provenance', models.CharField(choices=[('own', 'Entered by the coalition'), ('press', 'Record compiled from press reports'), ('demo', 'Fictional, for trying things out')], default='own', max_length=10, verbose_name='where the record comes from')),
                ('series', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='events.eventseries', verbose_name='event series')),
                ('sources', models.ManyToManyField(blank=True, related_name='+', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'occurrence',
                'verbose_name_plural': 'occurrences',
                'ordering': ('-starts_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='HostingDuty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('confirmed', 'Confirmed'), ('declined', 'Declined')], default='asked', max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('told_sequence', models.PositiveIntegerField()),
                ('decline_reason', models.CharField(blank=True, max_length=300)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosting_duties', to='coalition.organization')),
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hosting_duty', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'hosting of a date',
                'verbose_name_plural': 'hosting of dates',
            },
        ),
        migrations.CreateModel(
            name='AttendanceClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='people')),
                ('is_approximate', models.BooleanField(default=True, verbose_name='approximate')),
                ('counted_at', models.DateTimeField(blank=True, help_text='Empty: not known.', null=True, verbose_name='counted at')),
                ('counted_by_ko', models.CharField(max_length=120, verbose_name='counted by (Korean)')),
                ('counted_by_en', models.CharField(blank=True, max_length=120, verbose_name='counted by (English)')),
                ('sources', models.ManyToManyField(blank=True, related_name='+', to='coalition.source', verbose_name='sources')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'attendance claim',
                'verbose_name_plural': 'attendance claims',
                'ordering': ('count', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='assemblynotice',
            name='occurrence',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice', to='events.occurrence'),
        ),
        migrations.AddField(
            model_name='alertsubscription',
            name='occurrence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='events.occurrence'),
        ),
        migrations.CreateModel(
            name='OccurrenceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('changed_at', models.DateTimeField()),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'change of an occurrence',
                'verbose_name_plural': 'changes of occurrences',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='AlertMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reminds_of', models.DateField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.alertsubscription')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.occurrence')),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.occurrencechange')),
            ],
            options={
                'verbose_name': 'message of a change alert',
                'verbose_name_plural': 'messages of change alerts',
            },
        ),
        migrations.CreateModel(
            name='OccurrenceDelay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveSmallIntegerField()),
                ('announced_start', models.DateTimeField()),
                ('reported_at', models.DateTimeField()),
                ('press', models.UUIDField(unique=True)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delays', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'delay',
                'verbose_name_plural': 'delays',
                'ordering': ('reported_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='OccurrenceHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('host', 'Host'), ('organizer', 'Organizer'), ('supporter', 'Supporter')], default='host', max_length=10, verbose_name='role')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='own_hosts', to='events.occurrence')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_occurrences', to='coalition.organization', verbose_name='organization')),
            ],
            options={
                'verbose_name': 'host',
                'verbose_name_plural': 'hosts',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='OccurrenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('press', 'Press report'), ('statement', 'Statement'), ('video', 'Video')], default='press', max_length=10, verbose_name='kind')),
                ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                ('url', models.CharField(help_text='Only addresses that begin with https://', max_length=500, validators=[django.core.validators.URLValidator(schemes=['https'])], verbose_name='address')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'link about a gathering',
                'verbose_name_plural': 'links about gatherings',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='OccurrenceReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text_ko', models.TextField(verbose_name='report (Korean)')),
                ('text_en', models.TextField(blank=True, verbose_name='report (English)')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='published')),
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='report', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'report of a gathering',
                'verbose_name_plural': 'reports of gatherings',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('starts_after', models.PositiveSmallIntegerField(blank=True, help_text='Empty: the time is not known.', null=True, validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='minutes after the start')),
                ('kind', models.CharField(choices=[('speech', 'Speech'), ('reading', 'Read by another'), ('performance', 'Performance'), ('chant', 'Chants'), ('silence', 'Silence'), ('march', 'March'), ('statement', 'Reading of a statement'), ('other', 'Other')], default='speech', max_length=12, verbose_name='kind')),
                ('title_ko', models.CharField(blank=True, max_length=160, verbose_name='title (Korean)')),
                ('title_en', models.CharField(blank=True, max_length=160, verbose_name='title (English)')),
                ('speaker', models.CharField(blank=True, help_text='Public, and only with consent. Leave empty otherwise.', max_length=80, verbose_name='name the speaker chose')),
                ('speaker_consents', models.BooleanField(default=False, verbose_name='the speaker agreed to be named')),
                ('has_sign_language', models.BooleanField(default=False, verbose_name='sign-language interpretation')),
                ('has_captions', models.BooleanField(default=False, verbose_name='live captions')),
                ('has_translation', models.BooleanField(default=False, verbose_name='Korean–English')),
                ('is_public', models.BooleanField(default=False, verbose_name='public')),
                ('reveal_at', models.DateTimeField(blank=True, help_text='Empty: at once.', null=True, verbose_name='public from')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, help_text='Empty: until the next part.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='length in minutes')),
                ('sound', models.CharField(blank=True, max_length=120, verbose_name='sound and equipment (staff only)')),
                ('staff_note', models.CharField(blank=True, max_length=300, verbose_name='note (staff only)')),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programme', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'programme item',
                'verbose_name_plural': 'programme',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SeriesHost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('host', 'Host'), ('organizer', 'Organizer'), ('supporter', 'Supporter')], default='host', max_length=10, verbose_name='role')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted_series', to='coalition.organization', verbose_name='organization')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hosts', to='events.eventseries')),
            ],
            options={
                'verbose_name': 'host',
                'verbose_name_plural': 'hosts',
                'ordering': ('order', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SeriesPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(validators=[events.validators.validate_year], verbose_name='first day')),
                ('ends_on', models.DateField(validators=[events.validators.validate_year], verbose_name='last day')),
                ('reason_ko', models.CharField(max_length=300, verbose_name='reason (Korean)')),
                ('reason_en', models.CharField(blank=True, max_length=300, verbose_name='reason (English)')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='events.eventseries')),
            ],
            options={
                'verbose_name': 'break',
                'verbose_name_plural': 'breaks',
                'ordering': ('starts_on', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SeriesSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_from', models.DateField(help_text='The first gathering is on the first such weekday from here on.', validators=[events.validators.validate_year], verbose_name='valid from')),
                ('frequency', models.CharField(choices=[('weekly', 'Weekly'), ('monthly', 'Monthly, on a weekday')], default='weekly', max_length=10, verbose_name='how often')),
                ('week_of_month', models.SmallIntegerField(blank=True, choices=[(1, 'first'), (2, 'second'), (3, 'third'), (4, 'fourth'), (-1, 'last')], help_text='Only for a monthly gathering.', null=True, verbose_name='which one of the month')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=4, verbose_name='weekday')),
                ('interval', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(52)], verbose_name='every … weeks or months')),
                ('local_time', models.TimeField(verbose_name='local time')),
                ('duration', models.DurationField(blank=True, help_text='Example: 2:00:00 for two hours. Empty: the end is not known.', null=True, validators=[events.validators.validate_duration], verbose_name='duration')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='events.eventseries')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
                'ordering': ('effective_from',),
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('marshal', 'Marshal'), ('sign_language', 'Sign-language interpreter'), ('captions', 'Live captions'), ('moderator', 'Moderator'), ('sound', 'Sound'), ('first_aid', 'First aid'), ('information', 'Information team'), ('placards', 'Placard team'), ('photo', 'Photo team'), ('legal_observer', 'Legal observer'), ('police_liaison', 'Police liaison'), ('press', 'Press contact'), ('cleanup', 'Set-up and clean-up')], max_length=16, verbose_name='role')),
                ('starts_after', models.SmallIntegerField()),
                ('ends_after', models.SmallIntegerField()),
                ('needed', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(500)], verbose_name='people needed')),
                ('meeting_point', models.CharField(blank=True, help_text='Told to those who are asked, never public.', max_length=200, verbose_name='meeting point')),
                ('note', models.CharField(blank=True, help_text='Told to those who are asked. Name no person here.', max_length=500, verbose_name='what to know')),
                ('filled_count', models.PositiveSmallIntegerField(editable=False, null=True)),
                ('occurrence', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shifts', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'shift',
                'verbose_name_plural': 'shifts',
                'ordering': ('starts_after', 'role', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='SpeakerWords',
            fields=[
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='events.speakerapplication')),
                ('email', models.BinaryField()),
                ('name', models.BinaryField()),
                ('text', models.BinaryField()),
                ('needs', models.BinaryField()),
            ],
            options={
                'verbose_name': 'what somebody wrote who asks to speak',
                'verbose_name_plural': 'what people wrote who ask to speak',
            },
        ),
        migrations.AddField(
            model_name='speakerapplication',
            name='item',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='events.programmeitem'),
        ),
        migrations.CreateModel(
            name='SpeakerCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='number of places')),
                ('opens_at', models.DateTimeField(verbose_name='open from')),
                ('own_closes_at', models.DateTimeField(blank=True, help_text='Empty: noon of the day before, also when the date moves.', null=True, verbose_name='deadline')),
                ('stopped_at', models.DateTimeField(null=True)),
                ('seed_sha256', models.CharField(max_length=64)),
                ('sealed_seed', models.BinaryField(null=True)),
                ('seed', models.CharField(blank=True, max_length=64)),
                ('drawn_at', models.DateTimeField(null=True)),
                ('drawn_places', models.PositiveSmallIntegerField(null=True)),
                ('drawn_codes', models.JSONField(default=list)),
                ('occurrence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='speaker_call', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'call for speakers',
                'verbose_name_plural': 'calls for speakers',
            },
        ),
        migrations.AddField(
            model_name='speakerapplication',
            name='call',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='events.speakercall'),
        ),
        migrations.CreateModel(
            name='SpeakerMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('drawn', 'Drawn'), ('waiting', 'On the waiting list'), ('not_drawn', 'Not drawn'), ('moved_up', 'Moved up'), ('called_off', 'Called off')], max_length=10)),
                ('sent_at', models.DateTimeField(null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.speakerapplication')),
            ],
            options={
                'verbose_name': 'message to a speaker',
                'verbose_name_plural': 'messages to speakers',
            },
        ),
        migrations.CreateModel(
            name='Venue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(allow_unicode=True, max_length=80, unique=True, verbose_name='address on the site')),
                ('name_ko', models.CharField(max_length=120, verbose_name='name (Korean)')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name (English)')),
                ('region', models.CharField(blank=True, choices=[('11', 'Seoul'), ('26', 'Busan'), ('27', 'Daegu'), ('28', 'Incheon'), ('29', 'Gwangju'), ('30', 'Daejeon'), ('31', 'Ulsan'), ('41', 'Gyeonggi'), ('42', 'Gangwon'), ('43', 'North Chungcheong'), ('44', 'South Chungcheong'), ('45', 'North Jeolla'), ('46', 'South Jeolla'), ('47', 'North Gyeongsang'), ('48', 'South Gyeongsang'), ('49', 'Jeju'), ('50', 'Sejong')], max_length=2, verbose_name='region')),
                ('address_ko', models.CharField(blank=True, max_length=200, verbose_name='address (Korean)')),
                ('address_en', models.CharField(blank=True, max_length=200, verbose_name='address (English)')),
                ('directions_ko', models.TextField(blank=True, verbose_name='directions (Korean)')),
                ('directions_en', models.TextField(blank=True, verbose_name='directions (English)')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('step_free', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='step-free route')),
                ('toilet', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='accessible toilet')),
                ('seating', models.CharField(choices=[('yes', 'Yes'), ('partly', 'Partly'), ('no', 'No'), ('unknown', 'Not yet known')], default='unknown', max_length=10, verbose_name='seating')),
                ('access_note_ko', models.TextField(blank=True, verbose_name='on access (Korean)')),
                ('access_note_en', models.TextField(blank=True, verbose_name='on access (English)')),
                ('sources', models.ManyToManyField(blank=True, related_name='+', to='coalition.source', verbose_name='sources')),
            ],
            options={
                'verbose_name': 'venue',
                'verbose_name_plural': 'venues',
                'ordering': ('name_ko',),
            },
        ),
        migrations.AddField(
            model_name='occurrence',
            name='moved_from_venue',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.venue', verbose_name='original venue'),
        ),
        migrations.AddField(
            model_name='occurrence',
            name='own_venue',
            field=models.ForeignKey(blank=True, help_text='Empty: as the series says.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.venue', verbose_name='venue'),
        ),
        migrations.AddField(
            model_name='eventseries',
            name='venue',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.venue', verbose_name='venue'),
        ),
        migrations.CreateModel(
            name='VolunteerContact',
            fields=[
                ('volunteer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contact', serialize=False, to='events.volunteer')),
                ('name', models.BinaryField()),
                ('email', models.BinaryField()),
                ('phone', models.BinaryField(default=b'')),
            ],
            options={
                'verbose_name': 'contact of a volunteer',
                'verbose_name_plural': 'contacts of volunteers',
            },
        ),
        migrations.AddField(
            model_name='volunteer',
            name='occurrence',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='volunteers', to='events.occurrence'),
        ),
        migrations.CreateModel(
            name='ShiftAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('invited', 'Asked'), ('confirmed', 'Comes'), ('standby', 'On the backup list'), ('declined', 'Declined'), ('cancelled', 'Called off'), ('released', 'No longer needed')], default='invited', max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('mailed_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='events.shift')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='events.volunteer')),
            ],
            options={
                'verbose_name': 'assignment to a shift',
                'verbose_name_plural': 'assignments to shifts',
                'ordering': ('shift', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='VolunteerMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reminds_of', models.DateField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('change', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.occurrencechange')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='events.volunteer')),
            ],
            options={
                'verbose_name': 'message to a volunteer',
                'verbose_name_plural': 'messages to volunteers',
            },
        ),
        migrations.CreateModel(
            name='HostChecklistTick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ticked_at', models.DateTimeField()),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='events.hostchecklistitem')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticks', to='events.hostingduty')),
            ],
            options={
                'verbose_name': "tick of the host's checklist",
                'verbose_name_plural': "ticks of the host's checklist",
                'constraints': [models.UniqueConstraint(fields=('duty', 'item'), name='one_tick_per_line')],
            },
        ),
        migrations.CreateModel(
            name='HostingSwap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_sequence', models.PositiveIntegerField()),
                ('wanted_sequence', models.PositiveIntegerField()),
                ('message', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='open', max_length=9)),
                ('asked_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('answerer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_answered', to='coalition.organization')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swaps_asked', to='coalition.organization')),
                ('given', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_given', to='events.hostingduty')),
                ('wanted', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='swaps_wanted', to='events.hostingduty')),
            ],
            options={
                'verbose_name': 'swap request',
                'verbose_name_plural': 'swap requests',
                'constraints': [models.CheckConstraint(condition=models.Q(('given', models.F('wanted')), _negated=True), name='swap_is_between_two_dates'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='swap_is_settled_at_a_moment'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('given',), name='one_open_swap_per_date_given'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('wanted',), name='one_open_swap_per_date_wanted')],
            },
        ),
        migrations.CreateModel(
            name='NoticeMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('two_weeks', '14 days before'), ('four_days', '4 days before'), ('three_days', '72 hours before'), ('withdraw', 'To withdraw')], max_length=10)),
                ('starts_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='events.assemblynotice')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'mail about an assembly notice',
                'verbose_name_plural': 'mails about assembly notices',
                'constraints': [models.UniqueConstraint(fields=('notice', 'recipient', 'kind', 'starts_at'), name='one_mail_about_a_notice')],
            },
        ),
        migrations.AddConstraint(
            model_name='hostingduty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', False), ('state', 'confirmed')), models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', True)), _connector='OR'), name='duty_is_confirmed_at_a_moment'),
        ),
        migrations.AddConstraint(
            model_name='hostingduty',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'declined'), ('decline_reason', ''), _connector='OR'), name='duty_reason_belongs_to_a_refusal'),
        ),
        migrations.AddConstraint(
            model_name='assemblynotice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['to_file', 'filed', 'correction_asked', 'restricted', 'banned', 'withdrawn'])), name='notice_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='assemblynotice',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'to_file'), models.Q(('filed_at__isnull', False), ('filed_starts_at__isnull', False)), _connector='OR'), name='notice_remembers_what_was_filed'),
        ),
        migrations.AddConstraint(
            model_name='alertsubscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('occurrence__isnull', False), ('series__isnull', True)), models.Q(('occurrence__isnull', True), ('series__isnull', False)), _connector='OR'), name='alert_is_for_a_series_or_an_occurrence'),
        ),
        migrations.AddConstraint(
            model_name='alertsubscription',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('state', 'pending')), models.Q(('confirmed_at__isnull', False), ('state', 'confirmed')), _connector='OR'), name='alert_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='alertsubscription',
            constraint=models.UniqueConstraint(fields=('series', 'address_index'), name='one_alert_per_series'),
        ),
        migrations.AddConstraint(
            model_name='alertsubscription',
            constraint=models.UniqueConstraint(fields=('occurrence', 'address_index'), name='one_alert_per_occurrence'),
        ),
        migrations.AddConstraint(
            model_name='occurrencechange',
            constraint=models.UniqueConstraint(fields=('occurrence', 'sequence'), name='one_change_per_sequence'),
        ),
        migrations.AddConstraint(
            model_name='alertmessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('change__isnull', True), ('reminds_of__isnull', False)), models.Q(('change__isnull', False), ('reminds_of__isnull', True)), _connector='OR'), name='alert_message_tells_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='alertmessage',
            constraint=models.UniqueConstraint(fields=('subscription', 'change'), name='one_message_per_change'),
        ),
        migrations.AddConstraint(
            model_name='alertmessage',
            constraint=models.UniqueConstraint(fields=('subscription', 'occurrence', 'reminds_of'), name='one_reminder_per_date'),
        ),
        migrations.AddConstraint(
            model_name='occurrencehost',
            constraint=models.UniqueConstraint(fields=('occurrence', 'organization', 'role'), name='one_role_per_host_of_occurrence'),
        ),
        migrations.AddConstraint(
            model_name='occurrencelink',
            constraint=models.UniqueConstraint(fields=('occurrence', 'url'), name='one_link_per_address', violation_error_message='This link is already there.'),
        ),
        migrations.AddConstraint(
            model_name='programmeitem',
            constraint=models.CheckConstraint(condition=models.Q(('speaker', ''), ('speaker_consents', True), _connector='OR'), name='speaker_is_named_only_with_consent', violation_error_message='A speaker is named only with their consent.'),
        ),
        migrations.AddConstraint(
            model_name='serieshost',
            constraint=models.UniqueConstraint(fields=('series', 'organization', 'role'), name='one_role_per_host_of_series'),
        ),
        migrations.AddConstraint(
            model_name='seriespause',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='pause_ends_after_its_first_day'),
        ),
        migrations.AddConstraint(
            model_name='seriesschedule',
            constraint=models.UniqueConstraint(fields=('series', 'effective_from'), name='one_schedule_per_date'),
        ),
        migrations.AddConstraint(
            model_name='seriesschedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frequency', 'weekly'), ('week_of_month__isnull', True)), models.Q(('frequency', 'monthly'), ('week_of_month__isnull', False)), _connector='OR'), name='schedule_names_a_week_if_monthly', violation_error_message='A monthly gathering needs its week of the month, a weekly one has none.'),
        ),
        migrations.AddConstraint(
            model_name='seriesschedule',
            constraint=models.CheckConstraint(condition=models.Q(('interval__gte', 1), ('interval__lte', 52)), name='schedule_interval_is_1_to_52_weeks'),
        ),
        migrations.AddConstraint(
            model_name='seriesschedule',
            constraint=models.CheckConstraint(condition=models.Q(('duration__isnull', True), ('duration__gt', datetime.timedelta(0)), _connector='OR'), name='schedule_ends_after_its_start'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends_after__gt', models.F('starts_after'))), name='shift_ends_after_its_start'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('starts_after__gte', -720), ('starts_after__lt', 720), ('ends_after__lte', django.db.models.expressions.CombinedExpression(models.F('starts_after'), '+', models.Value(1440)))), name='shift_is_near_the_gathering'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('needed__gte', 1)), name='shift_needs_somebody'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['marshal', 'sign_language', 'captions', 'moderator', 'sound', 'first_aid', 'information', 'placards', 'photo', 'legal_observer', 'police_liaison', 'press', 'cleanup'])), name='shift_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='speakercall',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drawn_at__isnull', True), ('drawn_places__isnull', True), ('sealed_seed__isnull', False), ('seed', '')), models.Q(('drawn_at__isnull', False), ('drawn_places__isnull', False), ('sealed_seed__isnull', True), models.Q(('seed', ''), _negated=True)), _connector='OR'), name='lot_is_drawn_once_and_with_its_seed'),
        ),
        migrations.AddConstraint(
            model_name='speakerapplication',
            constraint=models.UniqueConstraint(fields=('call', 'address_index'), name='one_application_per_address'),
        ),
        migrations.AddConstraint(
            model_name='speakerapplication',
            constraint=models.UniqueConstraint(fields=('call', 'lot_code'), name='one_application_per_lot_code'),
        ),
        migrations.AddConstraint(
            model_name='speakerapplication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('rank__isnull', True), ('state', 'pending')), models.Q(('confirmed_at__isnull', False), ('rank__isnull', True), ('state', 'confirmed')), models.Q(('confirmed_at__isnull', False), ('rank__isnull', False), ('state__in', ('drawn', 'waiting', 'not_drawn'))), _connector='OR'), name='application_is_ranked_when_drawn'),
        ),
        migrations.AddConstraint(
            model_name='speakermessage',
            constraint=models.UniqueConstraint(fields=('application', 'kind'), name='one_message_per_kind_to_speaker'),
        ),
        migrations.AddConstraint(
            model_name='venue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='venue_has_both_coordinates_or_none', violation_error_message='Give both coordinates or none.'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['starts_at'], name='occurrence_public_starts_at'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['over_at'], name='occurrence_public_over_at'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=models.Index(condition=models.Q(('published_at__isnull', False)), fields=['series', 'starts_at'], name='occurrence_public_of_series'),
        ),
        migrations.AddIndex(
            model_name='occurrence',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('own_title_ko'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('own_title_en'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('own_summary_ko'), name='gin_trgm_ops'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('own_summary_en'), name='gin_trgm_ops'), name='occurrence_trgm'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.UniqueConstraint(condition=models.Q(('series__isnull', False)), fields=('series', 'slot_date'), name='one_occurrence_per_slot', violation_error_message='The series already has this date.'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('series__isnull', True), ('slot_date__isnull', True)), models.Q(('series__isnull', False), ('slot_date__isnull', False)), _connector='OR'), name='occurrence_slot_belongs_to_a_series', violation_error_message='A date by the rule goes with a series, and only with one.'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__isnull', True), ('ends_at__gt', models.F('starts_at')), _connector='OR'), ('over_at__gt', models.F('starts_at'))), name='occurrence_ends_after_its_start', violation_error_message='The end must be after the start.'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(('local_date__gte', datetime.date(2000, 1, 1)), ('local_date__lte', datetime.date(2100, 12, 31))), name='occurrence_year_is_plausible'),
        ),
        migrations.AddConstraint(
            model_name='occurrence',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['scheduled', 'cancelled', 'postponed'])), name='occurrence_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='eventseries',
            constraint=models.UniqueConstraint(condition=models.Q(('is_main', True)), fields=('is_main',), name='one_main_series', violation_error_message='Another series is the main series.'),
        ),
        migrations.AddConstraint(
            model_name='eventseries',
            constraint=models.CheckConstraint(condition=models.Q(('horizon_weeks__gte', 1), ('horizon_weeks__lte', 52)), name='series_horizon_is_1_to_52_weeks'),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.UniqueConstraint(fields=('occurrence', 'address_index'), name='one_volunteer_per_occurrence'),
        ),
        migrations.AddConstraint(
            model_name='volunteer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('consent_sha256', ''), ('consented_at__isnull', True)), models.Q(('consented_at__isnull', False), models.Q(('consent_sha256', ''), _negated=True)), _connector='OR'), name='volunteer_consent_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='shiftassignment',
            constraint=models.UniqueConstraint(fields=('shift', 'volunteer'), name='asked_once_per_shift'),
        ),
        migrations.AddConstraint(
            model_name='shiftassignment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['invited', 'confirmed', 'standby', 'declined', 'cancelled', 'released'])), name='assignment_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='volunteermessage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('change__isnull', True), ('reminds_of__isnull', False)), models.Q(('change__isnull', False), ('reminds_of__isnull', True)), _connector='OR'), name='volunteer_message_tells_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='volunteermessage',
            constraint=models.UniqueConstraint(fields=('volunteer', 'change'), name='one_volunteer_message_per_change'),
        ),
        migrations.AddConstraint(
            model_name='volunteermessage',
            constraint=models.UniqueConstraint(fields=('volunteer', 'reminds_of'), name='one_volunteer_reminder_per_date'),
        ),
    ]
