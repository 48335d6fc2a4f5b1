from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('operation', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='stage',
            name='name_en',
            field=models.CharField(blank=True, default='', max_length=160),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='strengthfigure',
            name='what_en',
            field=models.CharField(blank=True, default='', max_length=160),
            preserve_default=False,
        ),
    ]
