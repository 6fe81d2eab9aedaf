# 98 Thanks after a person are thanks; 没有 is no car; 好的提交 files; what is not filed is said not to be.
# rules: CMP-2 CMP-3
C> 刹车异响，踩下去吱吱叫
C> 不会
C> 人工
R> aftersales.1 li: /r A001 您好
C> 好的
R> aftersales.1 li: /close A001 已约周五到店
C> 谢谢
B> 不客气
B> 要接着填回复“继续”
S> conversation == 'idle' and draft and not any_held
C> 继续
C> 上周末
C> 店门口
C> 没有
B> 先不填车型
S> state.model == 'declined' and step == 'mileage_km'
C> 进度
B> 接着刚才的问题
C> 跳过
C> 找你们店长来
O> aftersales.1 上周末
O! aftersales.1 跳过
O! aftersales.1 进度
R> aftersales.1 li: /r A002 您好
R> aftersales.1 li: /close A002 已约好
C> 我还没买多久
C> 提交
B> 请核对
C> 你们处理得怎么样了
B> 这份登记还没有提交
S> step == 'summary' and '处理得怎么样' not in phenomenon
C> 算了我不要了
B> 草稿怎么处理
C> 不是
C> 好的提交
B> 已登记
S> complaints == 1
C> 约个保养
C> 明天上午
B> 记下了：3月13日（周四）上午
S> conversation == 'enquiry' and step == 'model'
C> 跳过
C> 都不用
C> 我要投诉你们预约系统太难用
B> 还是新的问题
S> enquiries >= 1 and waiting is not None
